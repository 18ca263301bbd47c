"""Following a case over HTTP by its number and code, without signing in: no more than the page says."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.throttling import AnonRateThrottle

from zhiyuan.cases import views_track
from zhiyuan.cases.kind import Words

router = Router(tags=["cases"])


class TrackIn(Schema):
    """Number and code, as they stand on the receipt."""

    number: str
    code: str


class WordsOut(Schema):
    """A name in both languages."""

    zh: str
    en: str


class TrackedClockOut(Schema):
    """A clock that runs; ``of`` names a step or document, null for the whole case."""

    name: str
    of: WordsOut | None
    due: date
    provisional: bool


class TrackedStepOut(Schema):
    """A step, and the day on which it was done."""

    title: WordsOut
    done: date | None


class TrackedOut(Schema):
    """Where a case stands, for whoever has its number and code: no firm, no person, no answer."""

    number: str
    kind: WordsOut
    phase: str
    state: WordsOut
    clocks: list[TrackedClockOut]
    steps: list[TrackedStepOut]
    asked: list[WordsOut]
    own: list[WordsOut]
    fingerprint: str


@router.post("/track", response=TrackedOut, auth=None, throttle=[AnonRateThrottle("5/s")])
def track(request: HttpRequest, response: HttpResponse, said: TrackIn) -> Any:
    """Follow a case by number and code without signing in; wrong tries of an address are counted, as on the page."""
    response["Cache-Control"] = "no-store, private"
    found = views_track.found_by(request.META.get("REMOTE_ADDR", ""), said.number.strip()[:20], said.code)
    seen = views_track.public(found)
    return TrackedOut(
        number=found.case.number,
        kind=_both(found.kind.title),
        phase=found.state.phase,
        state=_both(seen["phase"]),
        clocks=[
            TrackedClockOut(name=clock.name, of=_both(of) if of else None, due=clock.due.day,
                            provisional=clock.due.provisional) for clock, of in seen["clocks"]
        ],
        steps=[
            TrackedStepOut(title=_both(title), done=done.when.day if done else None) for title, done in seen["steps"]
        ],
        asked=[_both(title) for title in seen["asked"]],
        own=[_both(title) for title in seen["own"]],
        fingerprint=seen["prints"][0][2],
    )  # fmt: skip


def _both(words: Words) -> WordsOut:
    return WordsOut(zh=words.zh, en=words.en)
