"""A workbook of invented firms as a park may keep it, with faults planted where a test can point at them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from zhiyuan.enterprises.uscc import SYMBOLS, check_symbol, organisation_check

HEADS = (
    "序号", "企业名称（必填）", "统一社会信用代码", "登记状态", "成立日期", "行业代码", "法定代表人", "联系人",
    "联系电话", "标签", "营业收入2025年（万元）", "职工总数 2025", "备注",
)  # fmt: skip
TITLE, FIRST = "企业台账", 3
"""The sheet; its first row is a title, the second the head, the firms begin in the third."""


def code(number: int) -> str:
    """The credit code of an invented firm: region 411300, both check symbols right."""
    rest, body = number * 7919, ""
    for _ in range(6):
        rest, place = divmod(rest, 31)
        body = SYMBOLS[place] + body
    organisation = f"MA{body}"
    first = f"91411300{organisation}{organisation_check(organisation)}"
    return first + check_symbol(first)


@dataclass(frozen=True)
class Fault:
    """A cell, what stands there instead, and words of what must be said of it."""

    cell: str
    value: Any
    says: str


def planted() -> list[Fault]:
    """Twenty faults, each in a row of its own."""
    good = code(10)
    swapped = good[:9] + good[10] + good[9] + good[11:]
    return [
        Fault("C3", code(0)[:17] + ("A" if code(0)[17] != "A" else "B"), "末位校验码不符"),
        Fault("C10", code(7).replace(code(7)[9], "O", 1), "的第"),
        Fault("C13", swapped, f"是否应为 {good}"),
        Fault("C20", code(17)[:17], "有 17 位"),
        Fault("C30", 91411300, "请把该列设为文本格式"),
        Fault("C40", code(30), "已在第 33 行出现"),
        Fault("B50", None, "缺少"),
        Fault("B60", "=B61", "公式"),
        Fault("B70", "（）", "不是名称"),
        Fault("D80", "倒闭", "不认识"),
        Fault("E90", "去年春天", "不是日期"),
        Fault("E100", date(2099, 1, 1), "尚未到来"),
        Fault("E110", "2024-02-30", "不是日期"),
        Fault("F120", "I3871", "属于门类 C"),
        Fault("F130", "9911", "没有大类 99"),
        Fault("F140", "光学", "不符合 GB/T 4754"),
        Fault("K150", -3, "须在 0"),
        Fault("K160", "不少", "数字"),
        Fault("L170", 12.5, "整数"),
        Fault("L180", "#REF!", "错误"),
    ]


def messy(firms: int = 300, change: Callable[[Any], None] | None = None, faults: bool = True) -> bytes:
    """The workbook; with ``change`` of its sheet before it is saved."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(TITLE)
    sheet.append(["园区企业台账（模拟数据）"])
    sheet.append(HEADS)
    for n in range(firms):
        sheet.append(_firm(n))
    for fault in planted() if faults else ():
        sheet[fault.cell] = fault.value
        if fault.value == "#REF!":
            sheet[fault.cell].data_type = "e"
    if change:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _firm(n: int) -> list[Any]:
    name = f"模拟{'光电防爆医药机械'[n % 4 * 2 :][:2]}第{n}{'有限公司' if n % 2 else '有限责任公司'}"
    founded: Any = [date(2010 + n % 15, 1 + n % 12, 1 + n % 28), f"20{10 + n % 15}年{1 + n % 12}月{1 + n % 28}日"][
        n % 2
    ]
    revenue: Any = [n * 10, f"≥{n * 10}", f"{n * 10}余", f"{n * 10}"][n % 4]
    phone: Any = [f"1380000{n:04d}", 13800000000 + n][n % 2]
    return [
        n + 1, f" {name}", code(n).lower() if n % 5 == 0 else code(n), ["存续", "在业", ""][n % 3], founded,
        ["C3871", "3871", "C 39"][n % 3], f"模拟人{n}", f"联系人{n}", phone, "光电、重点" if n % 2 else "", revenue,
        n + 1, "",
    ]  # fmt: skip
