"""What a cell says, by the form of its column; what it does not say is refused in words, never guessed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from zhiyuan.enterprises import uscc
from zhiyuan.enterprises.fact import ABOUT, AT_LEAST, EQUAL, MORE
from zhiyuan.enterprises.intake.columns import CODE, DAY, FORM, STANDING, TEXT, WORDS, Column
from zhiyuan.enterprises.ladder.fields import GROWTH, SHARE
from zhiyuan.enterprises.metric import Metric
from zhiyuan.enterprises.standing import (
    ACTIVE,
    BRANCH,
    COMPANY,
    FOUNDING,
    INDIVIDUAL,
    PARTNERSHIP,
    REMOVED,
    REVOKED,
    SOLE,
)
from zhiyuan.kernel.errors import Malformed

STANDINGS = {
    ACTIVE: ("active", "存续", "在业", "开业", "在营", "正常", "存续（在营、开业、在册）"),
    FOUNDING: ("founding", "筹建"),
    REVOKED: ("revoked", "吊销", "已吊销", "吊销未注销"),
    REMOVED: ("removed", "注销", "已注销"),
}
FORMS = {
    COMPANY: ("company", "公司", "有限责任公司", "股份有限公司", "有限公司"),
    PARTNERSHIP: ("partnership", "合伙企业", "有限合伙"),
    SOLE: ("sole", "个人独资企业", "个人独资"),
    INDIVIDUAL: ("individual", "个体工商户", "个体户"),
    BRANCH: ("branch", "分支机构", "分公司"),
}
DAYS = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
SIGNS = {"≥": AT_LEAST, ">=": AT_LEAST, ">": MORE, "≈": ABOUT, "约": ABOUT, "超": MORE, "超过": MORE}
ENDS = re.compile(r"(多|余|以上|\+)$")


def read(column: Column, value: Any) -> Any:
    """A particular as it is kept."""
    return READS[column.form](column, value)


def measured(metric: Metric, value: Any) -> tuple[str, Any]:
    """(relation, value) of a metric: "1000余" is at least 1000, "35%" of a share 0.35.

    >>> relation_of("≥1000"), relation_of("160多"), relation_of("3.3")
    (('≥', '1000'), ('≥', '160'), ('=', '3.3'))
    """
    if isinstance(value, datetime):
        raise Malformed("the day {found} where a number is needed; format the cell as a number", found=value.date())
    if not isinstance(value, str):
        return EQUAL, value
    relation, said = relation_of(value)
    if said.endswith("%") and metric.field.kind in (SHARE, GROWTH):
        return relation, _percent(said)
    return relation, said


def relation_of(said: str) -> tuple[str, str]:
    """A sign or word of relation, and the rest."""
    plain = unicodedata.normalize("NFKC", said).strip()
    for sign in sorted(SIGNS, key=len, reverse=True):
        if plain.startswith(sign):
            return SIGNS[sign], plain[len(sign) :].strip()
    return (AT_LEAST, ENDS.sub("", plain)) if ENDS.search(plain) and plain[0].isdigit() else (EQUAL, plain)


def _percent(said: str) -> Any:
    try:
        return Decimal(said[:-1].strip()) / 100
    except InvalidOperation:
        return said


def _text(column: Column, value: Any) -> str:
    if isinstance(value, datetime):
        raise Malformed("the day {found} where text is needed; format the column as text", found=value.date())
    said = (str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)).strip()
    if len(said) > column.longest:
        raise Malformed("{length} characters; at most {most} are kept", length=len(said), most=column.longest)
    return said


def _code(column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("the number {found} where text is needed; format the column as text", found=value)
    return uscc.checked(unicodedata.normalize("NFKC", value))


def _day(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    said = "".join(str(value).split())
    form = DAYS.fullmatch(said)
    try:
        if form:
            return date(int(form[1]), int(form[2]), int(form[3]))
    except ValueError:
        pass
    raise Malformed("{found} is no day; write it like 2026-03-17", found=repr(said))


def _words(column: Column, value: Any) -> tuple[str, ...]:
    return tuple(word.strip() for word in re.split("[,，、;；]", _text(column, value)) if word.strip())


def _one_of(known: Mapping[str, tuple[str, ...]]) -> Callable[[Column, Any], str]:
    called = {word: kept for kept, words in known.items() for word in words}

    def one(column: Column, value: Any) -> str:
        said = _text(column, value)
        if said.casefold() not in called:
            raise Malformed("{found} is not known here; there are {known}",
                            found=repr(said), known=", ".join(words[1] for words in known.values()))  # fmt: skip
        return called[said.casefold()]

    return one


READS: Mapping[str, Callable[[Column, Any], Any]] = {
    TEXT: _text, CODE: _code, DAY: _day, WORDS: _words, STANDING: _one_of(STANDINGS), FORM: _one_of(FORMS),
}  # fmt: skip
