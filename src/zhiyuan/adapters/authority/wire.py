"""A question and its answer as JSON; everything here is pure.

An answer repeats the question's subject, item and nonce, so that it cannot be taken for another's.
"""

import hashlib
from datetime import datetime

import msgspec

from zhiyuan.kernel.datacheck import CLOCKS_APART, DataCheck, Item, Question
from zhiyuan.kernel.errors import Malformed

LARGEST_BYTES = 65_536


class Asked(msgspec.Struct, frozen=True):
    """The body of a question."""

    subject: str
    item: str
    asked_at: datetime
    nonce: str


class Answered(msgspec.Struct, frozen=True):
    """The body of an answer."""

    subject: str
    item: str
    nonce: str
    as_of: datetime
    answer: str
    open_items: tuple[str, ...] = ()


def encode(question: Question, asked_at: datetime, nonce: str) -> bytes:
    """The bytes of a question."""
    return msgspec.json.encode(Asked(question.subject, question.item, asked_at, nonce))


def decode(body: bytes, question: Question, asked_at: datetime, nonce: str, item: Item) -> DataCheck:
    """What an answer says. Malformed for one that is not an answer to this question."""
    try:
        said = msgspec.json.decode(body, type=Answered)
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise Malformed("an answer that cannot be read: {why}", why=why) from why
    if (said.subject, said.item, said.nonce) != (question.subject, question.item, nonce):
        raise Malformed("the answer is to another question: {subject}, {item}", subject=said.subject, item=said.item)
    if said.answer not in item.says:
        raise Malformed("{said} is no answer to {item}; there are {says}", said=repr(said.answer), item=item.key,
                        says=", ".join(item.says))  # fmt: skip
    if said.as_of.tzinfo is None:
        raise Malformed("the answer's as_of has no time zone: {as_of}", as_of=said.as_of)
    if said.as_of > asked_at + CLOCKS_APART:
        raise Malformed("the answer is as of {as_of}, after it was asked", as_of=said.as_of)
    return DataCheck(
        question.subject, question.item, question.source, asked_at, said.as_of, said.answer, said.open_items,
        digest=digest(body),
    )  # fmt: skip


def digest(body: bytes) -> str:
    """SHA-256 of an answer's bytes, in hex."""
    return hashlib.sha256(body).hexdigest()
