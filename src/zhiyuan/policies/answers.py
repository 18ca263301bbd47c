"""A firm as a policy asks for it: what the ladder knows of it, its tenancy, industry and place on the chains."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.innovation.answers import Subject
from zhiyuan.innovation.answers import firm as laddered
from zhiyuan.kernel.reference import Book
from zhiyuan.policies.words import CHAIN, IN_PARK, INDUSTRY, vocabulary


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of the firms of a park on a day, by their numbers."""

    present: frozenset[int]
    """Who has a tenancy."""
    industry: Mapping[int, str]
    chain: Mapping[int, tuple[str, ...]]
    """Places as ``optics.glass``."""


def answered(book: Book, pk: int, known: Subject, register: Registered) -> Firm:
    """Everything that a policy may ask of one firm; what is not registered is not known."""
    said = {IN_PARK: pk in register.present}
    names = {INDUSTRY: (register.industry.get(pk) or "",), CHAIN: register.chain.get(pk, ())}
    more = {name: several for name, several in names.items() if any(several)}
    return Firm({**laddered(book, known), **said, **more}, vocabulary(book))
