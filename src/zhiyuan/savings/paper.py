"""A report laid out as plain data: what page, PDF and workbook all print. Pure; see ``wording``."""

from dataclasses import dataclass
from typing import Any

from zhiyuan.kernel import fmt
from zhiyuan.savings import wording
from zhiyuan.savings.assess import CircuitResult
from zhiyuan.savings.money import Money
from zhiyuan.savings.periods import MonthRow
from zhiyuan.savings.report import Report, digest
from zhiyuan.savings.verdict import Verdict
from zhiyuan.savings.wording import Speaker


@dataclass(frozen=True, slots=True)
class CircuitRow:
    """One line of the circuits' table, as text and as numbers."""

    key: str
    name: str
    method: str
    baseline: float | None
    actual: float | None
    saved: float | None
    half: float | None
    fraction: float | None
    sign: str
    verdict: str
    tag: str
    remarks: list[str]
    counted: bool


TAGS = {Verdict.VERIFIED: "tag-ok", Verdict.INSUFFICIENT: "tag-warn", Verdict.PARTLY: "tag-pri", Verdict.ESTIMATED: ""}


def circuit_rows(report: Report, speaker: Speaker) -> list[CircuitRow]:
    """All circuits, the largest saving first."""
    rows = [_row(c, speaker) for c in report.circuits]
    return sorted(rows, key=lambda r: (not r.counted, -(r.saved or 0.0)))


def _row(circuit: CircuitResult, speaker: Speaker) -> CircuitRow:
    saving = circuit.saving
    remarks = wording.remarks(circuit, speaker)
    if circuit.plan.stated_kwh_per_year:
        stated = fmt.kwh(circuit.plan.stated_kwh_per_year)
        remarks.append(speaker.say("stated as {kwh} kWh a year, not counted as verified", kwh=stated))
    return CircuitRow(
        key=circuit.plan.circuit,
        name=circuit.plan.name,
        method=speaker.say(wording.METHODS[circuit.plan.method.value]),
        baseline=saving.baseline_kwh if saving else None,
        actual=saving.actual_kwh if saving else None,
        saved=saving.saved_kwh if saving else None,
        half=saving.band.half_width if saving else None,
        fraction=saving.fraction if saving else None,
        sign=circuit.verdict.sign,
        verdict=speaker.say(wording.VERDICTS[circuit.verdict]),
        tag=TAGS[circuit.verdict],
        remarks=remarks,
        counted=circuit.sound,
    )


def document(report: Report, months: list[MonthRow], speaker: Speaker, money: Money) -> dict[str, Any]:
    """Everything the PDF prints: text in the reader's language, figures already rounded."""
    say = speaker.say
    total = report.total
    return {
        "language": "zh" if speaker.chinese else "en",
        "title": say("{site} · lighting saving report", site=report.site),
        "period": wording.days(report.first, report.until, speaker),
        "simulated": say("Simulated data") if report.simulated else "",
        "conclusion": wording.conclusion(report, speaker),
        "figures": [
            [say("Energy saved"), fmt.interval(total.saved_kwh, total.band.half_width)],
            [say("Saving rate"), say("{rate} (at least {least}, 90%)", **_rates(report))],
            [say("Carbon avoided"), next(iter(wording.carbon_lines(report, speaker)), fmt.NONE)],
            [say("Electricity cost"), wording.money_figure(money, speaker)],
        ]
        if report.counted
        else [],
        "comparison": wording.comparison(report, speaker) if report.counted else "",
        "money": wording.money_line(money, speaker) if report.counted else "",
        "carbon": wording.carbon_lines(report, speaker) if report.counted else [],
        "months": _months(months, speaker),
        "circuits": _circuits(report, speaker),
        "sections": _sections(report, speaker),
        "model": _models(report, speaker),
        "foot": say(
            "Zhiyuan savings, book {book}, inputs {inputs}; 90% bands by least squares with AR(1) residuals",
            book=report.book_digest[:12],
            inputs=", ".join(digest(c.baseline_days.valid + c.reporting_days.valid)[:8] for c in report.circuits)
            or "—",
        ),
    }


def _inputs(circuit: CircuitResult) -> str:
    return digest(circuit.baseline_days.valid + circuit.reporting_days.valid)[:8]


def _rates(report: Report) -> dict[str, str]:
    return {"rate": fmt.pct(report.total.fraction), "least": fmt.pct(report.total.lower_fraction)}


def _months(months: list[MonthRow], speaker: Speaker) -> dict[str, Any]:
    return {
        "title": speaker.say("By month"),
        "legend": [speaker.say("Expected without the work"), speaker.say("Used"), speaker.say("Saved, ± 90%")],
        "head": month_head(speaker),
        "rows": [
            [
                fmt.month(m.month),
                fmt.kwh(m.saving.baseline_kwh),
                fmt.kwh(m.saving.actual_kwh),
                fmt.kwh(m.saving.saved_kwh),
                f"± {fmt.kwh(m.saving.band.half_width)}",
                str(m.missing or fmt.NONE),
            ]
            for m in months
        ],
        "bars": [[m.saving.baseline_kwh, m.saving.actual_kwh, m.saving.band.half_width] for m in months],
    }


def month_head(speaker: Speaker) -> list[str]:
    """Column heads of the months' table."""
    heads = ("Month", "Expected kWh", "Used kWh", "Saved kWh", "Error kWh (90%)", "Days with gaps")
    return [speaker.say(h) for h in heads]


def circuit_head(speaker: Speaker) -> list[str]:
    """Column heads of the circuits' table."""
    heads = ("Circuit", "Expected kWh", "Used kWh", "Saved kWh", "Error kWh (90%)", "Saving rate", "Verdict")
    return [speaker.say(h) for h in heads]


def _circuits(report: Report, speaker: Speaker) -> dict[str, Any]:
    return {
        "title": speaker.say("By circuit"),
        "head": circuit_head(speaker),
        "rows": [
            [
                r.name,
                fmt.kwh(r.baseline),
                fmt.kwh(r.actual),
                fmt.kwh(r.saved),
                fmt.NONE if r.half is None else f"± {fmt.kwh(r.half)}",
                fmt.pct(r.fraction),
                f"{r.sign} {r.verdict}" + "".join(f"; {text}" for text in r.remarks),
            ]
            for r in circuit_rows(report, speaker)
        ],
    }


def _sections(report: Report, speaker: Speaker) -> list[dict[str, Any]]:
    made = [wording.adjustment_line(c.plan.name, a, speaker) for c in report.circuits for a in c.adjustments]
    asked = [
        speaker.say("{circuit}: {days}", circuit=c.plan.name, days=wording.days(s.start, s.end, speaker))
        for c in report.circuits
        for s in c.suspicions
    ]
    sections = [
        (speaker.say("Adjustments approved"), made or [speaker.say("None.")]),
        (speaker.say("Still to be explained"), asked),
        (speaker.say("Missing data"), wording.gap_lines(report, speaker) or [speaker.say("None.")]),
        (speaker.say("How it is computed"), [speaker.say(text) for text in wording.HOW]),
    ]
    return [{"title": title, "lines": lines} for title, lines in sections if lines]


def _models(report: Report, speaker: Speaker) -> dict[str, Any]:
    heads = ("Circuit", "Model", "Coefficients", "Valid days", "ρ", "n′", "CV(RMSE)", "R²", "Bias")
    return {
        "title": speaker.say("The models"),
        "head": [speaker.say(h) for h in heads],
        "rows": [model_row(c) for c in report.circuits if c.baseline],
    }


def model_row(circuit: CircuitResult) -> list[str]:
    """One fitted model in figures; R² is printed and judges nothing."""
    assert circuit.baseline is not None, "only fitted circuits have a model"
    fit = circuit.baseline.fit
    return [
        circuit.plan.name,
        " + ".join(circuit.baseline.terms),
        "; ".join(fmt.number(v, 3) for v in circuit.baseline.coefficients.values()),
        str(fit.n),
        f"{fit.rho:.2f}",
        f"{fit.effective_n:.0f}",
        f"{fit.cv:.1%}",
        fmt.number(max(fit.r2, 0.0), 3),
        f"{fmt.number(100 * circuit.baseline.bias, 2)}%",
    ]
