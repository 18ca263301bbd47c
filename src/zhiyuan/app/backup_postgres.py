"""The business data of a PostgreSQL installation, out and in, by COPY; no pg_dump is needed.

Out: one read-only transaction sees one moment. In: an empty database with this program's tables;
Django's foreign keys are deferred to the commit, so that tables may come in any order.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhiyuan.kernel.errors import Refused

PART = 1 << 20


def copy_out(folder: Path) -> Iterator[Path]:
    """Write one file a table, header first; all from the same moment."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables(cursor):
            target = folder / f"{table}.csv"
            columns = ", ".join(connection.ops.quote_name(c) for c in _columns(cursor, table))
            with (
                target.open("wb") as file,
                cursor.copy(f'COPY "{table}" ({columns}) TO STDOUT (FORMAT csv, HEADER)') as copy,
            ):
                for part in copy:
                    file.write(part)
            yield target


def copy_in(folder: Path) -> None:
    """Fill a database whose tables are there and hold nothing of anybody's."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        _refuse_filled(cursor)
        names = ", ".join(f'"{table}"' for table in _tables(cursor))
        cursor.execute(f"TRUNCATE {names}")
        for file in sorted(folder.glob("*.csv")):
            _copy_table(cursor, file)
        for table, column, sequence in _sequences(cursor):
            cursor.execute(f"""SELECT setval('{sequence}', coalesce(max("{column}"), 1)) FROM "{table}" """)  # noqa: S608


def _copy_table(cursor: Any, file: Path) -> None:
    with file.open("rb") as source:
        header = ", ".join(f'"{name}"' for name in source.readline().decode().strip().split(","))
        with cursor.copy(f'COPY "{file.stem}" ({header}) FROM STDIN (FORMAT csv)') as copy:
            while part := source.read(PART):
                copy.write(part)


def _refuse_filled(cursor: Any) -> None:
    cursor.execute("SELECT count(*) FROM identity_person")
    if cursor.fetchone()[0]:
        raise Refused("the database named in zhiyuan.yaml already holds an installation; give it an empty one")


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables"
        " WHERE schemaname = current_schema() AND tablename <> 'django_migrations' ORDER BY 1"
    )
    return [row[0] for row in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def _sequences(cursor: Any) -> list[tuple[str, str, str]]:
    cursor.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    return [tuple(row) for row in cursor.fetchall()]
