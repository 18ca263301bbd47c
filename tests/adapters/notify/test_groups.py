"""Group robots and SMS against a real HTTP server: signed as the services document, failing in every way."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ports import free_port
from robot import Robot
from zhiyuan.adapters.notify import groups, sms
from zhiyuan.adapters.notify.letter import Letter, MaybeSent, NeverSent, NotSent
from zhiyuan.kernel.errors import Malformed

LETTER = Letter(
    "zhiyuan-7", "13800000000", "科拓光电 需要补正", "申请书", "20260928-0001", "https://park.example/cases/1/"
)
SMS_SAYS = ({"Code": "OK"}, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"})


def wecom(robot: Robot) -> Any:
    return groups.WeCom(groups.Settings(robot.url, timeout_s=0.4))


def dingtalk(robot: Robot) -> Any:
    robot.secret = "SEC of the test"
    return groups.DingTalk(groups.Settings(robot.url, "SEC of the test", timeout_s=0.4))


def text_message(robot: Robot) -> Any:
    robot.says = SMS_SAYS
    url = robot.url.partition("/send")[0] + "/"
    return sms.Sms(sms.Settings("key id", "the key", "模拟园区", "SMS_1", url, timeout_s=0.4))


EVERY = pytest.mark.parametrize("port", [wecom, dingtalk, text_message])


@EVERY
def test_it_says_number_and_link_and_nothing_of_people_or_firms(port: Callable[[Robot], Any]) -> None:
    with Robot() as robot:
        port(robot).send(LETTER)
    (taken,) = robot.taken
    said = json.dumps(taken, ensure_ascii=False)
    assert "20260928-0001" in said
    assert "https://park.example/cases/1/" in said
    assert "科拓" not in said + str(robot.headers)
    assert "申请书" not in said


@EVERY
@pytest.mark.parametrize(
    ("manner", "failure"),
    [("busy", NotSent), ("often", NotSent), ("refuses", NeverSent), ("silent", MaybeSent), ("garbled", MaybeSent)],
)
def test_how_it_fails_says_whether_trying_again_helps(
    port: Callable[[Robot], Any], manner: str, failure: type[Exception]
) -> None:
    with Robot(manner) as robot, pytest.raises(failure) as why:
        port(robot).send(LETTER)
    assert type(why.value) is failure
    assert "SECRET-OF-THE-TEST" not in str(why.value)


@EVERY
def test_a_slow_answer_is_waited_for(port: Callable[[Robot], Any]) -> None:
    with Robot("slow") as robot:
        port(robot).send(LETTER)
    assert len(robot.taken) == 1


def test_nobody_there_took_nothing() -> None:
    with pytest.raises(NotSent) as why:
        groups.WeCom(groups.Settings(f"http://127.0.0.1:{free_port()}/?key=SECRET")).send(LETTER)
    assert type(why.value) is NotSent
    assert "SECRET" not in str(why.value)


def test_a_wrong_secret_is_refused_by_the_robot() -> None:
    with Robot(secret="another") as robot, pytest.raises(NeverSent):
        groups.DingTalk(groups.Settings(robot.url, "SEC of the test")).send(LETTER)


def test_the_signature_of_sms_is_the_one_that_the_service_documents() -> None:
    query = sms.canonical_query(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )
    at, nonce = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), "3156853299f313e23d1673dc12e1703d"
    host = "ecs.cn-shanghai.aliyuncs.com"
    made = sms.signed("YourAccessKeyId", "YourAccessKeySecret", host, query, "RunInstances", "2014-05-26", at, nonce)
    assert made["Authorization"].endswith("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_secrets_are_not_shown_and_never_go_over_the_open_net() -> None:
    shown = repr([groups.Settings("https://x.example/?key=hush", "hush"), sms.Settings("id", "hush")])
    assert "hush" not in shown
    with pytest.raises(Malformed) as why:
        groups.Settings("http://x.example/?key=hush")
    assert "hush" not in str(why.value)
