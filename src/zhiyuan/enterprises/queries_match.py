"""Which enterprise a row of a workbook speaks of: read once for the whole workbook, then answered from memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from zhiyuan.enterprises.intake.entry import Entry
from zhiyuan.enterprises.models import Enterprise, FormerName
from zhiyuan.enterprises.spelling import spelling
from zhiyuan.enterprises.standing import ACTIVE
from zhiyuan.enterprises.workbook import Fault
from zhiyuan.kernel.errors import Malformed

PART = 500


class Firms:
    """The enterprises of a park that some rows may speak of, by code, key, and spelling now or formerly."""

    def __init__(self, site: Any, rows: Sequence[Entry]) -> None:
        self.site = site
        self.by_code: dict[str, Enterprise] = {}
        self.by_key: dict[str, Enterprise] = {}
        self.by_spelling: dict[str, list[Enterprise]] = defaultdict(list)
        self.former: dict[int, set[str]] = defaultdict(set)
        self.taken: dict[int, int] = {}
        spellings = {spelling(row.said["name"]) for row in rows if row.said.get("name")}
        self._read("uscc", {row.said["uscc"] for row in rows if row.said.get("uscc")})
        self._read("key", {row.said["key"] for row in rows if row.said.get("key")})
        self._read("spelling", spellings)
        self._read_former(spellings)

    def of(self, row: Entry) -> Enterprise | None:
        """The enterprise of a row, a new one where there is none; None after a fault is entered in the row."""
        firm = self._known(row)
        if row.faults:
            return None
        if firm is None:
            called = row.said["name"]
            firm = Enterprise(site=self.site, name=called, spelling=spelling(called), standing=ACTIVE,
                              uscc=row.said.get("uscc", ""))  # fmt: skip
            self._enter(firm)
        elif id(firm) in self.taken:
            row.blame("name", Malformed("{name} stands in row {row} already", name=firm, row=self.taken[id(firm)]))
            return None
        self.taken[id(firm)] = row.number
        return firm

    def spellings(self, firm: Enterprise) -> set[str]:
        """How an enterprise is written, now and formerly."""
        return {firm.spelling, *self.former.get(firm.pk, ())}

    def _known(self, row: Entry) -> Enterprise | None:
        code, key = row.said.get("uscc"), row.said.get("key")
        by_code, by_key = self.by_code.get(code or ""), self.by_key.get(key or "")
        if by_code and by_key and by_code is not by_key:
            row.blame("key", Malformed("the key {key} is {one}'s, the credit code {other}'s",
                                       key=key, one=by_key, other=by_code))  # fmt: skip
        if by_code or by_key:
            return by_code or by_key
        alike = self.by_spelling.get(spelling(row.said["name"]), [])
        same = [firm for firm in alike if not (code and firm.uscc)]
        if not code and len(same) > 1:
            row.blame(
                "name", Malformed("{count} enterprises are written like this; say the credit code", count=len(same))
            )
            return None
        if len(alike) == 1 and same:
            return same[0]
        if alike:
            note = Malformed("written like {enterprise}, whose credit code is {code}; if they are one, merge them",
                             enterprise=alike[0], code=alike[0].uscc or "—")  # fmt: skip
            row.notes.append(Fault(row.at("name"), note))
        return None

    def _enter(self, firm: Enterprise) -> None:
        self.by_spelling[firm.spelling].append(firm)
        if firm.uscc:
            self.by_code[firm.uscc] = firm

    def _read(self, column: str, wanted: Iterable[str]) -> None:
        for part in _parts(wanted):
            for firm in Enterprise.objects.filter(site=self.site, merged_into=None, **{f"{column}__in": part}):
                self._put(firm)

    def _read_former(self, spellings: Iterable[str]) -> None:
        for part in _parts(spellings):
            rows = FormerName.objects.filter(
                enterprise__site=self.site, enterprise__merged_into=None, spelling__in=part
            )
            for row in rows.select_related("enterprise"):
                firm = self._put(row.enterprise)
                self.former[firm.pk].add(row.spelling)
                if firm not in self.by_spelling[row.spelling]:
                    self.by_spelling[row.spelling].append(firm)

    def _put(self, firm: Enterprise) -> Enterprise:
        """One object for one row, however it was found."""
        if firm.key in self.by_key:
            return self.by_key[firm.key]
        firm.site = self.site
        self.by_key[firm.key] = firm
        self._enter(firm)
        return firm


def _parts(wanted: Iterable[str]) -> Iterable[list[str]]:
    listed = sorted(wanted)
    return (listed[start : start + PART] for start in range(0, len(listed), PART))
