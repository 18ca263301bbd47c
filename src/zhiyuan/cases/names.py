"""What phases and acts are called; the words are those that offices in China use of them."""

from collections.abc import Mapping

from zhiyuan.cases.kind import Kind, Words

PHASE: Mapping[str, Words] = {
    "new": Words("未提交", "new"),
    "submitted": Words("待受理", "submitted"),
    "returned": Words("待补正", "returned"),
    "running": Words("办理中", "running"),
    "paused": Words("中止计时", "paused"),
    "followup": Words("待履诺", "waiting for a promise"),
    "watched": Words("已办结，待回头看", "done, to be looked back on"),
    "closed": Words("已办结", "closed"),
    "breached": Words("违诺", "breached"),
    "refused": Words("不予办理", "refused"),
    "withdrawn": Words("已撤回", "withdrawn"),
}

ACT: Mapping[str, Words] = {
    "submit": Words("提交", "apply"),
    "supply": Words("补交材料", "hand in documents"),
    "fetch": Words("共享获取材料", "take a shared document"),
    "promise": Words("承诺后补", "promise a document"),
    "return": Words("一次性告知补正", "return with the one-time notice"),
    "accept": Words("受理", "accept"),
    "withdraw": Words("撤回", "withdraw"),
    "pass": Words("办结本步", "finish the step"),
    "skip": Words("免办本步", "leave the step out"),
    "silence": Words("沉默视同答复", "take silence for an answer"),
    "send_back": Words("退回", "send back"),
    "transfer": Words("转办", "hand over"),
    "cosign": Words("加签", "ask for a second signature"),
    "hand_over": Words("签批移交", "hand the signature over"),
    "sign": Words("会签", "sign"),
    "ask": Words("发起数据核验", "ask the authorities"),
    "check": Words("部门答复", "answer of an authority"),
    "attest": Words("人工核验", "attest by hand"),
    "copy": Words("抄送", "send a copy"),
    "urge": Words("催办", "urge"),
    "pause": Words("中止计时", "stop the clock"),
    "resume": Words("恢复计时", "let the clock go on"),
    "extend": Words("延长期限", "extend the limit"),
    "object": Words("提出异议", "object"),
    "dismiss": Words("异议不成立", "dismiss the objection"),
    "uphold": Words("异议成立", "uphold the objection"),
    "reject": Words("不予办理", "refuse"),
    "fulfil": Words("核验履诺", "find the promise kept"),
    "breach": Words("认定违诺", "find the promise broken"),
    "rectify": Words("限期整改完成", "make the promise good"),
    "sanction": Words("违诺处置", "carry out the consequence"),
    "prolong": Words("证书延期", "prolong what was issued"),
    "start_work": Words("登记开工", "enter that work began"),
    "green_lane": Words("列入绿色通道", "put on the green lane"),
    "leave_lane": Words("退出绿色通道", "take off the green lane"),
    "reopen": Words("重新办理", "reopen"),
    "look_back": Words("回头看，未反弹", "look back: it holds"),
    "rebound": Words("反弹，重新办理", "it came back: do it again"),
    "move": Words("转入新版本", "put under a new edition"),
    "rate": Words("评价", "rate"),
    "call_back": Words("差评回访", "call back about the rating"),
    "put_right": Words("差评整改", "put right what was rated badly"),
    "appeal": Words("差评申诉", "appeal against the rating"),
    "strike": Words("申诉成立，评价不计", "strike the rating"),
    "let_stand": Words("申诉不成立，评价有效", "let the rating stand"),
}

AUTHORITY: Mapping[str, Words] = {
    "tax": Words("税务部门", "the tax office"),
    "market": Words("市场监管部门", "the market regulator"),
    "land": Words("自然资源部门", "the land office"),
    "credit": Words("信用信息共享平台", "the credit information platform"),
}
"""Whom the book lets us ask; one that an installation added is called by its key."""

YES_NO: Mapping[str, Words] = {"yes": Words("是", "yes"), "no": Words("否", "no")}


def title(kind: Kind, what: str) -> Words:
    """What a turn is called: its step, or the act that waits."""
    return kind.step[what].title if what in kind.step else ACT[what]


LANE: Mapping[str, Words] = {
    "enter": Words("入", "Enter"),
    "stay": Words("留", "Stay"),
    "change": Words("转", "Change"),
    "exit": Words("退", "Exit"),
    "request": Words("诉求", "Requests"),
    "hazard": Words("隐患", "Hazards"),
    "upkeep": Words("维修", "Maintenance"),
}

VISIT_KIND: Mapping[str, Words] = {
    "requested": Words("应企业要求", "asked for by the firm"),
    "duty": Words("包联走访", "duty"),
    "survey": Words("调研", "survey"),
    "inspection": Words("行政检查", "inspection"),
}

VISIT_STATE: Mapping[str, Words] = {
    "planned": Words("已安排", "planned"),
    "held": Words("已走访", "held"),
    "cancelled": Words("已取消", "called off"),
}
