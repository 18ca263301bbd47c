"""What an authority was asked and said, so that the firm need not bring a paper.

An authority that was not heard (silent, slow, unreadable, unsigned) is kept as *not heard* with the reason:
an empty answer, never a clear one. An answer is relied on only while it is fresh, and is asked again at decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book, value

PAGE = "authorities/items"
NOT_HEARD = ""
LONGEST_SUBJECT = 64
CLOCKS_APART = timedelta(minutes=5)
"""How far an authority's clock may be ahead of ours."""

REASONS = {
    "timeout": "it did not answer in time",
    "unreachable": "no connection could be made",
    "busy": "it is out of service for now",
    "refused": "it refused the question",
    "unsigned": "its answer is not signed as agreed",
    "malformed": "its answer cannot be read",
    "resting": "it was not asked, since it did not answer several times",
    "unknown": "no address of it is set up in this installation",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A fact that can be asked: whom to ask, its name, and the answers there are."""

    key: str
    source: str
    title: str
    says: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What an answer means, where it does not say it itself: answer → language → words."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whom (credit code, or number of a parcel) a fact is about, which fact, and which authority is asked."""

    subject: str
    item: str
    source: str

    def __post_init__(self) -> None:
        if not self.subject.strip() or len(self.subject) > LONGEST_SUBJECT:
            raise Malformed(
                "say whom {item} is about, in at most {most} characters", item=self.item, most=LONGEST_SUBJECT
            )


@dataclass(frozen=True, slots=True)
class DataCheck:
    """A question with what was heard of it.

    ``as_of`` is the moment for which the authority vouches; ``open_items`` what stands against a clear answer;
    ``reason`` one of :data:`REASONS` where nothing was heard, with technical ``detail``; ``digest`` the SHA-256
    of the answer's bytes, by which both sides find it in their logs.
    """

    subject: str
    item: str
    source: str
    asked_at: datetime
    as_of: datetime | None = None
    answer: str = NOT_HEARD
    open_items: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    digest: str = ""

    def __post_init__(self) -> None:
        if self.asked_at.tzinfo is None or (self.as_of is not None and self.as_of.tzinfo is None):
            raise Malformed("{item}: when it was asked and as of when needs a time zone", item=self.item)
        if self.heard and (self.as_of is None or not self.digest or self.reason):
            raise Malformed("{item}: an answer says as of when, and has a digest and no reason", item=self.item)
        if not self.heard and self.reason not in REASONS:
            raise Malformed(
                "{item}: what was not heard has a reason of {reasons}", item=self.item, reasons=", ".join(REASONS)
            )

    @property
    def heard(self) -> bool:
        """Whether the authority answered; what it said may still not be clear."""
        return self.answer != NOT_HEARD


def not_heard(question: Question, asked_at: datetime, reason: str, detail: str = "", digest: str = "") -> DataCheck:
    """The record of an authority that was not heard."""
    return DataCheck(
        question.subject, question.item, question.source, asked_at, reason=reason, detail=detail, digest=digest
    )


def item(key: str, day: date) -> Item:
    """A fact of the book that can be asked on a day. NotFound for an unknown one, with those there are."""
    said = value(f"{PAGE}#{key}", day)
    says = said["says"]
    return Item(key, said["source"], said["title"], tuple(says), says if isinstance(says, Mapping) else {})


def items(day: date) -> list[Item]:
    """All facts that can be asked on a day."""
    return [item(figure.name.partition("#")[2], day) for figure in book().figures(PAGE, day)]
