"""Mail against a real SMTP server that signs in, secures and misbehaves."""

from dataclasses import replace
from pathlib import Path

import pytest

from mail_catcher import Mailbox
from ports import free_port
from zhiyuan.adapters.notify.letter import Letter, MaybeSent, NeverSent, NotSent
from zhiyuan.adapters.notify.mail import PLAIN, STARTTLS, Mail, Settings
from zhiyuan.kernel.errors import Malformed

LETTER = Letter(
    "zhiyuan-7", "firm@example.org", "案件 1\n需要补正", "以下材料须补齐：申请书", "1", "https://park.example/cases/1/"
)
HERE = Settings("127.0.0.1", 1, "模拟园区 <park@example.org>", PLAIN, timeout_s=0.5)


def to(box: Mailbox) -> Settings:
    return replace(HERE, port=box.port)


def test_a_mail_arrives_whole_under_a_name_that_stays_the_same() -> None:
    with Mailbox() as box:
        for _ in range(2):
            Mail(to(box)).send(LETTER)
    first, again = box.kept
    assert (first.sender, first.to) == ("park@example.org", ["firm@example.org"])
    assert first.mail["Subject"] == "案件 1 需要补正"
    assert "申请书" in first.text
    assert "https://park.example/cases/1/" in first.text
    assert first.mail["Message-ID"] == again.mail["Message-ID"] == "<zhiyuan-7@example.org>"


def test_it_goes_by_starttls_and_signs_in_only_then(tmp_path: Path) -> None:
    with Mailbox(tmp_path) as box:
        secure = replace(to(box), security=STARTTLS, user="park", password="right", ca_file=box.ca_file, timeout_s=5.0)
        Mail(secure).send(LETTER)
        with pytest.raises(NotSent, match="535"):
            Mail(replace(secure, password="wrong")).send(LETTER)
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
            Mail(replace(secure, ca_file="")).send(LETTER)
    (kept,) = box.kept
    assert (kept.secure, kept.user) == (True, "park")


@pytest.mark.parametrize(
    ("manner", "failure"),
    [("busy", NotSent), ("refuses", NeverSent), ("silent", MaybeSent), ("hangs up", MaybeSent)],
)
def test_how_it_fails_says_whether_trying_again_helps(manner: str, failure: type[Exception]) -> None:
    with Mailbox(manner=manner) as box, pytest.raises(failure) as why:
        Mail(to(box)).send(LETTER)
    assert type(why.value) is failure


def test_a_server_that_is_not_there_took_nothing() -> None:
    with pytest.raises(NotSent) as why:
        Mail(replace(HERE, port=free_port())).send(LETTER)
    assert type(why.value) is NotSent


def test_mail_never_leaves_the_machine_in_the_open_and_shows_no_password() -> None:
    with pytest.raises(Malformed):
        Settings("mail.example.org", 25, "park@example.org", PLAIN)
    with pytest.raises(Malformed):
        Settings("mail.example.org", 25, "nobody")
    assert "hush" not in repr(replace(HERE, password="hush"))
