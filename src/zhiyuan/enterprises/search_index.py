"""The index of pairs, kept right by the database itself: triggers on SQLite, an index of an expression on PostgreSQL.

``pairs`` is the same in Python. No extension is needed: FTS5 comes with SQLite (its own trigrams would need three
characters, as PostgreSQL's do), GIN over an array with PostgreSQL.
"""

LONGEST = 120
"""Of a name. [characters]"""
TABLE = "enterprises_name_pairs"
ASCII = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"


def lay(vendor: str) -> list[str]:
    """The statements that put the index in place, whether or not it was there; it holds what the table holds."""
    return _postgres() if vendor == "postgresql" else [*_table(), *_triggers()]


def lay_again(vendor: str) -> list[str]:
    """The statements after a migration: SQLite forgets the triggers of a table that it made anew."""
    return [] if vendor == "postgresql" else _triggers()


def lift(vendor: str) -> list[str]:
    """The way back."""
    if vendor == "postgresql":
        return ["DROP INDEX IF EXISTS enterprises_name_pairs_idx", "DROP FUNCTION IF EXISTS enterprises_pairs(text)"]
    return [*(f"DROP TRIGGER IF EXISTS {TABLE}_{event}" for event in ("insert", "update", "delete")),
            f"DROP TABLE IF EXISTS {TABLE}"]  # fmt: skip


def _postgres() -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION enterprises_pairs(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        f" AS $$ SELECT array_agg(substr(translate(name, {ASCII}), n, 2))"
        " FROM generate_series(1, length(name) - 1) AS n $$",
        "CREATE INDEX IF NOT EXISTS enterprises_name_pairs_idx ON enterprises_enterprise"
        " USING gin (enterprises_pairs(name))",
    ]


def _table() -> list[str]:
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(pairs, content='', detail=none, tokenize=ascii)",
        f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')",
        f"INSERT INTO {TABLE} (rowid, pairs) SELECT id, {_pairs('name')} FROM enterprises_enterprise",
    ]


def _triggers() -> list[str]:
    put = f"INSERT INTO {TABLE} (rowid, pairs) VALUES (new.id, {_pairs('new.name')});"
    take = f"INSERT INTO {TABLE} ({TABLE}, rowid, pairs) VALUES ('delete', old.id, {_pairs('old.name')});"
    bodies = {"insert": ("INSERT", put), "update": ("UPDATE OF id, name", take + put), "delete": ("DELETE", take)}
    return [
        statement
        for name, (event, body) in bodies.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {TABLE}_{name}",
            f"CREATE TRIGGER {TABLE}_{name} AFTER {event} ON enterprises_enterprise FOR EACH ROW BEGIN {body} END",
        )
    ]


def _pairs(name: str) -> str:
    """The pairs of a name, each as its bytes in hexadecimal, so that no character parts or quotes a word."""
    places = ",".join(map(str, range(1, LONGEST)))
    pair = f"hex(substr(lower({name}), value, 2))"
    return f"(SELECT coalesce(group_concat({pair}, ' '), '') FROM json_each('[{places}]') WHERE value < length({name}))"
