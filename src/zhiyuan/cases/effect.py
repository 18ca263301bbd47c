"""What passing a step may do outside its case: names, what each is called, and which answers each needs.

A kind names them on a step; ``effects`` does them. Nothing here is executed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhiyuan.cases.kind import Words


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect and the questions of the form that it reads: key → kind of question."""

    title: Words
    needs: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    """What it reads where the form asks it."""
    one_of: Mapping[str, str] = field(default_factory=dict)
    """Of these the form asks one at least."""
    undone: bool = True
    """Whether it can be taken back when its step is done again."""


_PARTICULARS = {
    "name": "text", "legal_form": "choice", "address": "text", "representative": "text", "business_scope": "long",
}  # fmt: skip

EFFECTS: Mapping[str, Effect] = {
    "allocate_spaces": Effect(Words("预留空间", "keep spaces for it"), {"spaces": "spaces", "start": "day"}),
    "open_tenancy": Effect(
        Words("建立租约", "open the tenancy"),
        {"spaces": "spaces", "start": "day", "area_m2": "number"},
        {"last": "day", "contract": "text", "meters": "meters"},
    ),
    "end_tenancies": Effect(Words("终止全部租约", "end all its tenancies"), {"leaves": "day"}),
    "end_tenancy": Effect(Words("终止租约", "end the tenancy"), {"tenancy": "tenancy", "leaves": "day"}),
    "change_particulars": Effect(
        Words("变更登记信息", "change the particulars"), reads={"uscc": "uscc"}, one_of=_PARTICULARS
    ),
    "found_enterprise": Effect(
        Words("建立企业档案", "enter it as an enterprise"), {"name": "text", "uscc": "uscc"}, _PARTICULARS, undone=False
    ),
    "convert_enterprise": Effect(
        Words("转为企业，前后名称和代码相连", "make it a company, linked to its former name and code"),
        {"way": "choice", "legal_form": "choice", "name": "text"},
        {"uscc": "uscc"},
    ),
    "suspend_enterprise": Effect(Words("标记歇业", "mark its business suspended"), {"start": "day", "last": "day"}),
    "remove_enterprise": Effect(Words("标记注销", "mark it deregistered")),
}


def lasting(names: tuple[str, ...]) -> Words | None:
    """The first of some effects that cannot be taken back; None when all can."""
    unknown = Words("未知的效果", "an effect that is not known")
    titles = (EFFECTS[n].title if n in EFFECTS else unknown for n in names if n not in EFFECTS or not EFFECTS[n].undone)
    return next(titles, None)
