"""A tile as plain values, for programs: the API and the command line say the same."""

from typing import Any

from zhiyuan.indicators.said import Said
from zhiyuan.indicators.wording import aimed, exact, figure, stated
from zhiyuan.indicators.worth import Worth


def plain(tile: Any) -> dict[str, Any]:
    """One indicator with its figure as it reads, and the exact value beside it."""
    worth: Worth = tile.worth
    definition, fact = worth.definition, worth.fact
    shown = worth.said is not None or fact is not None
    return {
        "indicator": definition.key,
        "title": definition.title.zh,
        "title_en": definition.title.en,
        "group": definition.group,
        "figure": figure(worth, "zh") if shown else None,
        "value": exact(worth.said) if worth.said is not None else None,
        "relation": worth.said.relation if worth.said is not None else None,
        "unit": definition.unit,
        "basis": definition.basis,
        "counting": definition.counting,
        "period": str(worth.period) if worth.period else None,
        "text": fact.text if fact else "",
        "out_of": fact.out_of if fact else None,
        "source": fact.source if fact else "",
        "as_of": fact.as_of if fact else worth.at,
        "origin": _origin(worth),
        "target": aimed(definition, tile.aim, "zh") if tile.aim else None,
        "target_value": exact(Said(tile.aim.wanted)) if tile.aim else None,
        "light": tile.light,
        "flags": [str(flag) for flag in tile.flags],
        "lack": str(worth.lack) if worth.lack and not shown else None,
        "subjects": [
            {"subject": f.subject, "figure": stated(definition, f, "zh"), "period": str(f.period), "source": f.source}
            for f in tile.subjects
        ],
    }


def _origin(worth: Worth) -> str:
    if worth.fact is not None:
        return "stated"
    return "live" if worth.live else "reckoned" if worth.definition.formula else "nothing"
