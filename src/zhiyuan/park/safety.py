"""What must stay on stays out of reach: GB 51309-2018 3.3.2 for emergency lighting, GB 50058 for
explosion-proof, and nothing that sees or speaks for control hangs on a contactor of control.
"""

from collections.abc import Iterator

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.document import DUTIES, Luminaire, Park
from zhiyuan.park.shape import Path, Problem
from zhiyuan.park.walk import inside, listed

NEVER_SWITCHED = ("emergency", "explosion_proof", "controls")  # kinds of circuit


def problems(park: Park) -> Iterator[Problem]:
    """Luminaires that could be commanded and must not, and contactors that would darken what must stay on."""
    switched = {circuit.key for circuit in park.circuits if circuit.contactor}
    for path, luminaire in inside(park, "luminaires"):
        yield from _luminaire(path, luminaire, switched)
    for name in ("sensors", "gateways"):
        for path, thing in listed(park, name):
            if thing.circuit in switched:
                yield _fed(path, name.removesuffix("s"), thing.circuit)
    for path, circuit in listed(park, "circuits"):
        if circuit.contactor and circuit.kind in NEVER_SWITCHED:
            yield Problem(
                (*path, "contactor"), Malformed("a circuit of kind {kind} has no contactor of ours", kind=circuit.kind)
            )
        if circuit.contactor and circuit.gateway is None:
            yield Problem(
                path,
                Malformed("circuit {circuit} has a contactor and no gateway that could switch it", circuit=circuit.key),
            )


def _luminaire(path: Path, luminaire: Luminaire, switched: set[str]) -> Iterator[Problem]:
    if luminaire.duty not in DUTIES:
        known = ", ".join(DUTIES)
        yield Problem(
            (*path, "duty"), Malformed("a duty is one of {known}, not {found}", known=known, found=luminaire.duty)
        )
    elif not luminaire.controllable:
        for member in ("group", "gateway", "address"):
            if getattr(luminaire, member) is not None:
                yield Problem(
                    (*path, member),
                    Malformed(
                        "an {duty} luminaire is never controlled: it has no group, gateway or address",
                        duty=Malformed(_words(luminaire.duty)),
                    ),
                )
        if luminaire.circuit in switched:
            yield _fed(path, f"{_words(luminaire.duty)} luminaire", luminaire.circuit)


def _words(duty: str) -> str:
    return duty.replace("_", "-")


def _fed(path: Path, what: str, circuit: str) -> Problem:
    return Problem(
        (*path, "circuit"),
        Malformed(
            "circuit {circuit} has a contactor and may not feed this {what}; put it on a circuit without one",
            circuit=circuit,
            what=Malformed(what),
        ),
    )
