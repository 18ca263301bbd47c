"""What is known of a firm, read field by field; what is not said is not known."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from zhiyuan.enterprises.ladder.exact import Between, Truth, is_known, plain
from zhiyuan.enterprises.ladder.fields import NUMBERS, Field
from zhiyuan.kernel.errors import Malformed


class Firm(dict[str, Any]):
    """Answers by field name; asking for one that was not given answers what silence means."""

    __slots__ = ("fields",)

    def __init__(self, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> None:
        super().__init__(answers)
        self.fields = fields

    def __missing__(self, name: str) -> Any:
        return self.fields[name].absent

    def number(self, name: str) -> Between:
        """The ends of a number."""
        ends: Between = self[name]
        return ends

    def flag(self, name: str) -> Truth:
        """True, False or not known."""
        truth: Truth = self[name]
        return truth

    def silent(self, name: str) -> bool:
        """Whether nothing is known of a field."""
        field = self.fields[name]
        return bool(self[name] == field.unknown) if field.kind in NUMBERS else self[name] is None

    def open(self, name: str) -> bool:
        """Whether a field is not, or not exactly, known."""
        field, known = self.fields[name], self[name]
        if field.kind not in NUMBERS:
            return known is None
        return not all(map(is_known, known)) if field.years else not is_known(known)

    def having(self, name: str, value: Any) -> "Firm":
        """The same firm with another answer."""
        return Firm({**self, name: value}, self.fields)


class Listening(Firm):
    """A firm that remembers what it was asked, in order."""

    __slots__ = ("asked",)

    def __init__(self, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> None:
        super().__init__(answers, fields)
        self.asked: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        self.asked[name] = None
        return super().__getitem__(name)


def read(said: object, fields: Mapping[str, Field]) -> Firm:
    """A firm from JSON: ``{"staff": 120, "rd": null, …}``.

    Raises
    ------
    Malformed
        Naming the field that is not known, of the wrong kind, out of its ends, or larger than what it is part of.
    """
    if not isinstance(said, Mapping):
        raise Malformed("a firm is a table of fields and answers, not {kind}", kind=type(said).__name__)
    answers = {}
    for name, answer in said.items():
        field = fields.get(name)
        if field is None:
            raise _unknown(name, fields)
        answers[name] = field.unknown if answer is None else field.value(answer)
    firm = Firm(answers, fields)
    for name in answers:
        if whole := fields[name].part_of:
            _check_part(firm, name, whole)
    return firm


def _unknown(name: object, fields: Mapping[str, Field]) -> Malformed:
    near = get_close_matches(str(name), fields, 1)
    if near:
        return Malformed("there is no field {field}; did you mean {near}?", field=repr(name), near=near[0])
    return Malformed("there is no field {field}; 'zhiyuan ladder --fields' names them", field=repr(name))


def _check_part(firm: Firm, name: str, whole: str) -> None:
    (part, _), (_, most) = firm.number(name), firm.number(whole)
    if part > most:
        raise Malformed("{field} {part} is more than {of} {whole}, of which it is a part",
                        field=name, part=plain(part), of=whole, whole=plain(most))  # fmt: skip
