"""Cases by words: two characters anywhere in the name of firm or subject, or the beginning of a number or code.

Each way of finding is a part of its own, with its own index; the parts are merged.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyuan.cases.models import Case
from zhiyuan.cases.queries_found import Key, few_or_many, keys, many
from zhiyuan.enterprises import queries as enterprises

FEW_FIRMS, FEW_NUMBERS = 2_000, 2_000

Parts = list["QuerySet[Any] | list[Key]"]


def of_words(found: "QuerySet[Case]", phases: Sequence[str], words: str) -> tuple[Parts, bool]:
    """The parts of a list that the words find, and whether it is cut: where very many numbers begin so, not all are
    looked at, since no order has them together."""
    numbers = list(Case.objects.filter(number__begins=words).order_by().values_list("pk", flat=True)[: FEW_NUMBERS + 1])
    numbered = found.filter(pk__in=numbers[:FEW_NUMBERS], phase__in=phases)
    subjects = few_or_many(found.filter(subject_name__has=words), phases)
    return [*_firms(found, phases, words), *subjects, sorted(keys(numbered))], len(numbers) > FEW_NUMBERS


def narrowed(found: "QuerySet[Case]", words: str) -> "QuerySet[Case]":
    """What the words find in a list that is short enough to be looked through, such as a register of one lane."""
    return found.filter(_named(words) | Q(number__begins=words) | Q(subject_name__has_along=words))


def _named(words: str) -> Q:
    return Q(enterprise__name__has_along=words) | Q(enterprise__uscc__begins=words.upper())


def _firms(found: "QuerySet[Case]", phases: Sequence[str], words: str) -> Parts:
    firms = enterprises.found(words, FEW_FIRMS + 1)
    if len(firms) <= FEW_FIRMS:
        return few_or_many(found.filter(enterprise__in=firms), phases)
    # asked of each case on the way: to join them SQLite would look through every firm first, for a filter of its own
    its_firm = enterprises.called(words).filter(pk=OuterRef("enterprise"))
    return many(found.filter(Exists(its_firm)), phases)
