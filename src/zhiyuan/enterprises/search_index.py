"""The index of pairs of a column of names, kept right by the database itself: triggers on SQLite, an index of an
expression on PostgreSQL.

``pairs`` is the same in Python. No extension is needed: FTS5 comes with SQLite (its own trigrams would need three
characters, as PostgreSQL's do), GIN over an array with PostgreSQL. An empty name is not in it.
"""

from dataclasses import dataclass

ASCII = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"
FUNCTION = "enterprises_pairs"


@dataclass(frozen=True, slots=True)
class Indexed:
    """A column that is found by pairs, what its index is called, and how long a name may be. [characters]"""

    table: str
    column: str
    index: str
    longest: int

    def lay(self, vendor: str) -> list[str]:
        """The statements that put the index in place, whether or not it was there; it holds what the table holds."""
        return self._postgres() if vendor == "postgresql" else [*self._table(), *self._triggers()]

    def lay_again(self, vendor: str) -> list[str]:
        """The statements after a migration: SQLite forgets the triggers of a table that it made anew."""
        return [] if vendor == "postgresql" else self._triggers()

    def lift(self, vendor: str) -> list[str]:
        """The way back; the function stays, which another index may use."""
        if vendor == "postgresql":
            return [f"DROP INDEX IF EXISTS {self.index}_idx"]
        names = ("insert", "update", "delete", "rename")
        return [
            *(f"DROP TRIGGER IF EXISTS {self.index}_{name}" for name in names),
            f"DROP TABLE IF EXISTS {self.index}",
        ]

    def _postgres(self) -> list[str]:
        return [
            f"CREATE OR REPLACE FUNCTION {FUNCTION}(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            f" AS $$ SELECT array_agg(substr(translate(name, {ASCII}), n, 2))"
            " FROM generate_series(1, length(name) - 1) AS n $$",
            f"CREATE INDEX IF NOT EXISTS {self.index}_idx ON {self.table}"
            f" USING gin ({FUNCTION}({self.column})) WHERE {self.column} <> ''",
        ]

    def _table(self) -> list[str]:
        rows = f"SELECT id, {self._pairs(self.column)} FROM {self.table} WHERE {self.column} <> ''"
        kept = "fts5(pairs, content='', detail=none, tokenize=ascii)"
        return [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.index} USING {kept}",
            f"INSERT INTO {self.index} ({self.index}) VALUES ('delete-all')",
            f"INSERT INTO {self.index} (rowid, pairs) {rows}",
        ]

    def _triggers(self) -> list[str]:
        new, old = f"new.{self.column}", f"old.{self.column}"
        put = f"INSERT INTO {self.index} (rowid, pairs) VALUES (new.id, {self._pairs(new)});"
        take = f"INSERT INTO {self.index} ({self.index}, rowid, pairs) VALUES ('delete', old.id, {self._pairs(old)});"
        renamed = f"UPDATE OF id, {self.column}"
        bodies = {
            "insert": ("AFTER INSERT", new, put),
            "update": (f"BEFORE {renamed}", old, take),
            "rename": (f"AFTER {renamed}", new, put),
            "delete": ("AFTER DELETE", old, take),
        }
        return [
            statement
            for name, (event, said, body) in bodies.items()
            for statement in (
                f"DROP TRIGGER IF EXISTS {self.index}_{name}",
                f"CREATE TRIGGER {self.index}_{name} {event} ON {self.table} FOR EACH ROW WHEN {said} <> ''"
                f" BEGIN {body} END",
            )
        ]

    def _pairs(self, name: str) -> str:
        """The pairs of a name, each as its bytes in hexadecimal, so that no character parts or quotes a word."""
        places = ",".join(map(str, range(1, self.longest)))
        pair = f"hex(substr(lower({name}), value, 2))"
        each = f"SELECT coalesce(group_concat({pair}, ' '), '') FROM json_each('[{places}]')"
        return f"({each} WHERE value < length({name}))"


NAMES = Indexed("enterprises_enterprise", "name", "enterprises_name_pairs", 120)
INDEXED = {(NAMES.table, NAMES.column): NAMES}
"""Every column that ``has`` finds by an index; a room above enters its own."""
