"""Files are kept once by their content, belong to whoever sent them, and are forgotten when they belong to nothing."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.made import PDF, picture
from small_park import person
from zhiyuan.archive import queries, writes
from zhiyuan.archive.models import StoredFile, Upload
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_shelf(tmp_path: Path, settings: Any) -> None:
    settings.FILES = tmp_path / "files"


def kept() -> list[str]:
    return sorted(p.name for p in writes.shelf().path.glob("??/*"))


def test_a_file_is_kept_once_under_its_hash_however_often_it_comes() -> None:
    one, two = person("one", "tenant"), person("two", "tenant")
    first, second = writes.receive(one, "a.pdf", [PDF]), writes.receive(two, "b.pdf", [PDF[:10], PDF[10:]])
    digest = hashlib.sha256(PDF).hexdigest()
    assert (first.file.sha256, second.file.sha256, kept()) == (digest, digest, [digest])
    assert queries.path(first.file).read_bytes() == PDF


def test_what_is_too_large_is_given_up_at_the_first_part_that_is_too_much() -> None:
    read = 0

    def parts() -> Iterator[bytes]:
        nonlocal read
        for _ in range(50):
            read += 1
            yield b"%PDF-" + b"0" * 999_995

    with pytest.raises(Refused, match="larger than 20 MB"):
        writes.receive(person(), "a.pdf", parts())
    assert (read, kept(), Upload.objects.count()) == (21, [], 0)
    assert not list(writes.shelf().path.glob("tmp*"))


def test_nobody_claims_what_another_sent_and_nothing_is_claimed_twice() -> None:
    one, two = person("one", "tenant"), person("two", "tenant")
    upload = writes.receive(one, "a.pdf", [PDF])
    with pytest.raises(NotFound):
        writes.claimed(two, upload.pk)
    assert writes.claimed(one, upload.pk)[1] == "a.pdf"
    with pytest.raises(NotFound):
        writes.claimed(one, upload.pk)


def test_what_belonged_to_nothing_for_a_day_is_forgotten() -> None:
    who, now = person(), parktime.now()
    writes.receive(who, "a.pdf", [PDF])
    assert (writes.forget(now + timedelta(hours=23)), len(kept())) == (0, 1)
    assert (writes.forget(now + timedelta(hours=25)), kept(), StoredFile.objects.count()) == (1, [], 0)


def test_a_photo_is_shown_upright_and_without_where_and_with_what_it_was_taken(settings: Any) -> None:
    from PIL import Image

    content = picture(size=(60, 40), place=True)
    assert b"SecretCamera" in content
    made = queries.picture(writes.receive(person(), "a.jpg", [content]).file)
    assert b"SecretCamera" not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((40, 60), {})


def test_a_program_sends_a_file_and_is_told_its_number_and_hash() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from small_park import signed_in

    said = signed_in(person("ketuo", "tenant")).post(
        "/api/v1/archive/upload", {"file": SimpleUploadedFile("a.pdf", PDF)}
    )
    assert said.status_code == 200, said.content
    assert said.json()["sha256"] == hashlib.sha256(PDF).hexdigest()
    refused = signed_in(person("reader", "auditor")).post(
        "/api/v1/archive/upload", {"file": SimpleUploadedFile("a.pdf", PDF)}
    )
    assert refused.status_code == 409
