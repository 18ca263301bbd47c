"""One word for every segment: 稳固, 强链, 补链, 延链 or 未触及; with reasons, priority and substitutability.

A segment without a firm is a hole (补链) between local suppliers and local buyers, a frontier (延链) where the park has
one side only, else not touched yet. A segment with firms is strong enough (稳固) or to be made stronger (强链).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhiyuan.enterprises.chain.graph import Chain
from zhiyuan.kernel.errors import Malformed, Refused

FIRM, STRENGTHEN, FILL, EXTEND, UNTOUCHED = "firm", "strengthen", "fill", "extend", "untouched"
WORDS = {FIRM: "稳固", STRENGTHEN: "强链", FILL: "补链", EXTEND: "延链", UNTOUCHED: "未触及"}
UPSTREAM, DOWNSTREAM = "upstream", "downstream"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm in a segment: its output of it in a year [万元], where known; whether it stands high on the ladder."""

    number: int
    name: str
    output: Fraction | None = None
    high: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """What the park makes of a segment's products, and what it needs of them, in one unit."""

    supply: Fraction
    demand: Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """How many hops away a supplier or buyer still counts, and from which strength a segment stands firm. [1]"""

    hops: int
    firm_from: Fraction

    def __post_init__(self) -> None:
        if self.hops < 1 or not 0 <= self.firm_from <= 1:
            raise Malformed("hops are from 1 on, the strength lies from 0 to 1")


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment with its word. ``side`` is where an extension goes; ``strength`` and ``substitutable`` lie in 0…1."""

    key: str
    word: str
    side: str = ""
    priority: int = 0
    strength: Fraction | None = None
    substitutable: Fraction | None = None
    firms: tuple[Firm, ...] = ()
    suppliers: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    reasons: tuple[Refused, ...] = ()

    @property
    def single(self) -> bool:
        """Whether everything hangs on one firm."""
        return len(self.firms) == 1


def partition(
    chain: Chain, firms: Mapping[str, Sequence[Firm]], rules: Rules, local: Mapping[str, Local] | None = None
) -> dict[str, Placed]:
    """Every segment of a chain with exactly one word."""
    present = {key for key in chain.segments if firms.get(key)}
    return {
        key: _present(key, tuple(firms[key]), rules, (local or {}).get(key))
        if key in present
        else _absent(chain, key, present, rules)
        for key in chain.segments
    }


def targets(found: Mapping[str, Placed]) -> list[Placed]:
    """What investment work looks for: holes first, then frontiers, the most urgent of each first."""
    wanted = [one for one in found.values() if one.word in (FILL, EXTEND)]
    return sorted(wanted, key=lambda one: (one.word != FILL, -one.priority, one.key))


def _absent(chain: Chain, key: str, present: set[str], rules: Rules) -> Placed:
    up = tuple(sorted(chain.upstream(key, rules.hops) & present))
    down = tuple(sorted(chain.downstream(key, rules.hops) & present))
    if up and down:
        why = Refused("no firm here, between local suppliers and local buyers")
        return Placed(key, FILL, "", len(up) * len(down), suppliers=up, buyers=down, reasons=(why,))
    if down:
        why = Refused("no firm here: there are local buyers, and no local supplier")
        return Placed(key, EXTEND, UPSTREAM, len(down), buyers=down, reasons=(why,))
    if up:
        why = Refused("no firm here: there are local suppliers, and no local buyer")
        return Placed(key, EXTEND, DOWNSTREAM, len(up), suppliers=up, reasons=(why,))
    return Placed(key, UNTOUCHED, reasons=(Refused("no firm here, and none within {n} hops", n=rules.hops),))


def _present(key: str, firms: tuple[Firm, ...], rules: Rules, local: Local | None) -> Placed:
    spread, reasons = _spread(firms)
    high = min(Fraction(1), Fraction(2 * sum(firm.high for firm in firms), len(firms)))
    parts = [spread, high]
    if local is not None and local.demand > 0:
        parts.append(min(Fraction(1), local.supply / local.demand))
    else:
        reasons.append(Refused("local supply and demand are not known and do not count"))
    strength = sum(parts, Fraction(0)) / len(parts)
    word = FIRM if strength >= rules.firm_from else STRENGTHEN
    if len(firms) == 1:
        reasons.append(Refused("everything hangs on one firm"))
    return Placed(key, word, "", 0, strength, spread, firms, reasons=tuple(reasons))


def _spread(firms: Iterable[Firm]) -> tuple[Fraction, list[Refused]]:
    """How easily firms replace each other: one less the Herfindahl index of their output."""
    known = [firm.output for firm in firms]
    outputs = [output for output in known if output is not None]
    if len(outputs) < len(known) or not sum(outputs):
        share = Fraction(1, len(known))
        return 1 - share, [Refused("not every output is known: firms count alike")]
    total = sum(outputs, Fraction(0))
    return 1 - sum(((output / total) ** 2 for output in outputs), Fraction(0)), []
