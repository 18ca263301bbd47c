"""A report as tabs of a workbook: the same tables as the page, with numbers as numbers."""

from zhiyuan.kernel.sheet import Column, Sheet
from zhiyuan.savings import paper, wording
from zhiyuan.savings.money import Money
from zhiyuan.savings.periods import MonthRow, daily
from zhiyuan.savings.report import Report
from zhiyuan.savings.wording import Speaker


def sheets(report: Report, months: list[MonthRow], speaker: Speaker, money: Money) -> list[Sheet]:
    """Summary with circuits, months, days, models."""
    return [
        _circuits(report, speaker, money),
        _months(months, speaker),
        _days(report, speaker),
        _models(report, speaker),
    ]


def _notes(report: Report, speaker: Speaker, money: Money) -> list[str]:
    marked = [f"【{speaker.say('Simulated data')}】"] if report.simulated else []
    return [
        speaker.say("{site} · lighting saving report", site=report.site),
        wording.days(report.first, report.until, speaker),
        *marked,
        *wording.conclusion(report, speaker),
        *(wording.carbon_lines(report, speaker) if report.counted else []),
        speaker.say("Electricity cost") + ": " + wording.money_line(money, speaker),
    ]


def _circuits(report: Report, speaker: Speaker, money: Money) -> Sheet:
    heads = [*paper.circuit_head(speaker), speaker.say("Remarks")]
    forms = ("text", "one", "one", "one", "one", "pct", "text", "text")
    rows = [
        (r.name, r.baseline, r.actual, r.saved, r.half, r.fraction, f"{r.sign} {r.verdict}", "; ".join(r.remarks))
        for r in paper.circuit_rows(report, speaker)
    ]
    columns = [Column(h, f, 40 if f == "text" else 16) for h, f in zip(heads, forms, strict=True)]
    return Sheet(speaker.say("By circuit"), columns, rows, _notes(report, speaker, money))


def _months(months: list[MonthRow], speaker: Speaker) -> Sheet:
    forms = ("text", "one", "one", "one", "one", "whole")
    rows = [
        (
            f"{m.month:%Y-%m}",
            m.saving.baseline_kwh,
            m.saving.actual_kwh,
            m.saving.saved_kwh,
            m.saving.band.half_width,
            m.missing,
        )
        for m in months
    ]
    columns = [Column(h, f) for h, f in zip(paper.month_head(speaker), forms, strict=True)]
    return Sheet(speaker.say("By month"), columns, rows)


def _days(report: Report, speaker: Speaker) -> Sheet:
    heads = ("Day", "Expected kWh", "from kWh (90%)", "to kWh (90%)", "Used kWh", "Adjustment kWh")
    columns = [Column(speaker.say(h), "day" if h == "Day" else "one") for h in heads]
    rows = [
        (d.day, d.baseline, d.low, d.high, d.actual, d.adjustment) for d in daily(c for c in report.circuits if c.sound)
    ]
    return Sheet(speaker.say("By day"), columns, rows)


def _models(report: Report, speaker: Speaker) -> Sheet:
    heads = ("Circuit", "Model", "Coefficients", "Valid days", "ρ", "n′", "CV(RMSE)", "R²", "Bias")
    rows = [paper.model_row(c) for c in report.circuits if c.baseline]
    return Sheet(speaker.say("The models"), [Column(speaker.say(h)) for h in heads], rows)
