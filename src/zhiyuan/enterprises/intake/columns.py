"""What a column of a workbook may mean: a particular of an enterprise, or a metric of a period (``revenue@2025``)."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiyuan.enterprises import period
from zhiyuan.enterprises.metric import Metric

TEXT, DAY, CODE, STANDING, FORM, WORDS = "text", "day", "code", "standing", "form", "words"
AT = "@"


@dataclass(frozen=True, slots=True)
class Column:
    """A particular: how its cells are read, its longest text [characters], and how heads call it."""

    name: str
    form: str
    longest: int
    heads: tuple[str, ...]


COLUMNS = {
    column.name: column
    for column in (
        Column("key", TEXT, 60, ("key", "编号", "企业编号", "标识")),
        Column("name", TEXT, 120, ("name", "企业名称", "公司名称", "单位名称", "名称", "企业", "company")),
        Column("uscc", CODE, 18,
               ("uscc", "统一社会信用代码", "社会信用代码", "信用代码", "creditcode")),
        Column("standing", STANDING, 10, ("standing", "登记状态", "经营状态", "企业状态", "状态")),
        Column("founded", DAY, 10, ("founded", "成立日期", "成立时间", "注册日期", "注册时间")),
        Column("industry", TEXT, 5, ("industry", "行业代码", "行业", "国民经济行业", "所属行业")),
        Column("legal_form", FORM, 20, ("legalform", "组织形式", "企业类型", "类型")),
        Column("address", TEXT, 200, ("address", "地址", "住所", "注册地址", "经营地址")),
        Column("representative", TEXT, 80,
               ("representative", "legalrepresentative", "法定代表人", "法人代表", "法人", "负责人")),
        Column("business_scope", TEXT, 1000, ("businessscope", "经营范围")),
        Column("tags", WORDS, 400, ("tags", "标签", "分类")),
        Column("contact_name", TEXT, 80, ("contact", "contactname", "联系人", "联系人姓名")),
        Column("contact_position", TEXT, 80, ("contactposition", "职务", "联系人职务")),
        Column("contact_phone", TEXT, 40,
               ("contactphone", "phone", "联系电话", "电话", "手机", "手机号", "联系方式")),
        Column("contact_email", TEXT, 120, ("contactemail", "email", "邮箱", "电子邮箱")),
    )
}  # fmt: skip
YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
MONTH = re.compile(r"((?:19|20)\d\d)(?:年|-|/)(\d{1,2})月?")
BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


def folded(head: str) -> str:
    """A head without width, case, blanks, signs and what stands in brackets.

    >>> folded(" *企业名称（必填） "), folded("Credit code (USCC)")
    ('企业名称', 'creditcode')
    """
    plain = BRACKETS.sub("", unicodedata.normalize("NFKC", head)).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def layout(title: str, heads: Sequence[str]) -> str:
    """What workbooks of one kind have in common: the sheet's title and its heads, as a hash."""
    said = "\n".join([title.strip(), *(folded(head) for head in heads)])
    return hashlib.sha256(said.encode()).hexdigest()


def guess(heads: Sequence[str], metrics: Mapping[str, Metric]) -> list[str]:
    """What each head most likely means; empty where nobody can say. No meaning is given twice."""
    known = {folded(head): column.name for column in COLUMNS.values() for head in column.heads}
    called = {folded(word): m.name for m in metrics.values() for word in (m.name, m.field.zh, m.field.en)}
    found: list[str] = []
    for head in heads:
        meaning = known.get(folded(head)) or _metric(head, called, metrics)
        found.append(meaning if meaning not in found else "")
    return found


def meanings(metrics: Mapping[str, Metric], years: Sequence[int]) -> list[str]:
    """Everything that a person may choose for a column."""
    of_years = [f"{m.name}{AT}{year}" for year in years for m in metrics.values() if m.period == period.YEAR]
    states = [f"{m.name}{AT}" for m in metrics.values() if m.period == period.NONE]
    return [*COLUMNS, *of_years, *states]


def _metric(head: str, called: Mapping[str, str], metrics: Mapping[str, Metric]) -> str:
    plain = BRACKETS.sub(lambda b: b[0] if YEAR.search(b[0]) else "", unicodedata.normalize("NFKC", head))
    for form, kind in ((MONTH, period.MONTH), (YEAR, period.YEAR)):
        if said := form.search(plain):
            name = called.get(folded(plain[: said.start()] + plain[said.end() :]), "")
            when = f"{said[1]}-{int(said[2]):02d}" if kind == period.MONTH else said[1]
            return f"{name}{AT}{when}" if name and metrics[name].period == kind else ""
    name = called.get(folded(plain), "")
    return f"{name}{AT}" if name and metrics[name].period == period.NONE else ""
