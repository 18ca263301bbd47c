"""What states, verdicts, reasons and deeds of land are called."""

from collections.abc import Mapping

from zhiyuan.cases.kind import Words

MODE: Mapping[str, Words] = {
    "free": Words("待出租", "free"),
    "leased": Words("租赁中", "leased"),
    "granted": Words("已出让", "granted"),
    "taken_back": Words("已收回", "taken back"),
}
MODE_TAGS = {"leased": "tag-pri", "granted": "tag-ok", "taken_back": "tag-bad"}
VERDICT: Mapping[str, Words] = {
    "met": Words("达标", "met"),
    "not_met": Words("未达标", "not met"),
    "unknown": Words("未知", "not known"),
}
VERDICT_TAGS = {"met": "tag-ok", "not_met": "tag-bad", "unknown": "tag-warn"}
WHY: Mapping[str, Words] = {
    "not_reported": Words("尚无数据", "never reported"),
    "too_old": Words("数据已过时", "the value is too old"),
    "only_a_bound": Words("数据只是界限或约数，不能定论", "only a bound or about: it does not decide"),
    "not_due": Words("尚未到期", "not due yet"),
}
DEALING: Mapping[str, Words] = {
    "transfer": Words("转让", "transfer"),
    "sublease": Words("转租", "sub-lease"),
    "mortgage": Words("抵押", "mortgage"),
}
DEED: Mapping[str, Words] = {
    "lease": Words("出租", "leased"),
    "extend": Words("租期延长", "extended"),
    "convert": Words("转为出让", "converted into a grant"),
    "take_back": Words("收回", "taken back"),
    **DEALING,
}
CLOCK: Mapping[str, Words] = {
    "runs": Words("租期内", "runs"),
    "soon": Words("即将届满，请办理转出让、延长或收回", "ends soon: convert, extend or take back"),
    "ended": Words("租期已届满", "the lease is over"),
}
CLOCK_TAGS = {"soon": "tag-warn", "ended": "tag-bad"}
