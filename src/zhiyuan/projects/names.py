"""What milestones and colours are called."""

from collections.abc import Mapping

from zhiyuan.cases.kind import Words

MILESTONE: Mapping[str, Words] = {
    "sign": Words("签约", "signed"),
    "start": Words("开工", "started"),
    "enlist": Words("入库", "enlisted"),
    "finish": Words("竣工", "finished"),
    "produce": Words("投产", "producing"),
    "full": Words("达产", "at full output"),
}
LEAD = Words("招商线索", "lead")
COLOUR: Mapping[str, Words] = {
    "green": Words("正常", "on time"),
    "amber": Words("滞后", "late"),
    "red": Words("严重滞后", "very late"),
    "open": Words("未排期", "not planned"),
}
COLOUR_TAGS = {"green": "tag-ok", "amber": "tag-warn", "red": "tag-bad"}
