"""The results of ``bench/run.py`` as the table of docs/evidence.md.

``python bench/table.py`` prints it; ``python bench/table.py docs/evidence.md`` puts it between the
marks of that file. What was not measured yet says so.
"""

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

RESULTS = Path(__file__).parent / "results" / "latest.json"
BEGIN, END = "<!-- bench/table.py begins -->", "<!-- bench/table.py ends -->"


class Row(NamedTuple):
    """A line: which measurement, what, how its figures read (``r`` is the result), the aim, and what it is beside."""

    of: str
    what: str
    figures: str
    aim: str
    beside: str


ROWS = (
    Row(
        "telemetry_ingest",
        "ingest through MQTT, fifty readings a message",
        "{r[fifty_per_message][readings_per_s]:,} readings/s durable, "
        "{r[fifty_per_message][store_cpu_s_per_million]} CPU-s a million in store, peak "
        "{r[fifty_per_message][store_peak_rss_mib]} MiB",
        "≥ 150,000 /s",
        "SQLite without network or checks: {r[baseline_sqlite_primary_key][cpu_s_per_million]} CPU-s a million",
    ),
    Row(
        "telemetry_ingest",
        "ingest through MQTT, one reading a message",
        "{r[one_per_message][readings_per_s]:,} readings/s durable, "
        "{r[one_per_message][store_cpu_s_per_million]} CPU-s a million in store",
        "—",
        "the broker, an fsync a message: {r[one_per_message][broker_cpu_s_per_million]} CPU-s a million",
    ),
    Row(
        "telemetry_store",
        "size of a reading, compacted",
        "{r[size][bytes_per_reading]} B",
        "≤ 0.5 B",
        "Parquet, floats, zstd: {r[size][baseline_parquet_float_zstd]} B",
    ),
    Row(
        "telemetry_store",
        "hourly rollup of {r[readings]:,} readings",
        "{r[hourly_increases][wall_s]} s, {r[hourly_increases][cpu_s]} CPU-s",
        "≤ 1 s",
        "the same from the Parquet of floats: {r[hourly_increases][baseline][wall_s]} s",
    ),
    Row(
        "steer",
        "occupancy event → command, {r[events_per_s]} events/s, {r[luminaires]:,} luminaires",
        "p50 {r[p50_ms]} ms, p99 {r[p99_ms]} ms; {r[answered]:,} of {r[asked]:,} answered; "
        "{r[steer_cpu_ms_per_event]} CPU-ms an event",
        "p99 ≤ 100 ms",
        "an echo that decides nothing: p99 {r[echo_p99_ms]} ms",
    ),
    Row(
        "steer",
        "decisions for {r[luminaires]:,} luminaires",
        "{r[luminaire_decisions_per_s]:,} /s; all of them in {r[decision_cpu_ms]} CPU-ms",
        "—",
        "—",
    ),
    Row(
        "memory",
        "memory (PSS) of the tree after {r[minutes]:g} min, {r[points]:,} points",
        "{r[total_mib]} MiB",
        "≤ 400 MiB",
        "as many processes with Django and nothing else: {r[baseline_mib]} MiB",
    ),
    Row(
        "viewers",
        "{r[viewers]} viewers of a live floor",
        "web {r[all][web_cpu_s_per_s]} CPU-s a second, {r[all][delivered_share]:.1%} of frames delivered, "
        "lag p99 {r[all][lag_p99_ms]} ms, {r[kib_per_viewer]} KiB a viewer",
        "no work per viewer",
        "one viewer: {r[one][web_cpu_s_per_s]} CPU-s a second, lag p99 {r[one][lag_p99_ms]} ms",
    ),
    Row(
        "billing",
        "one new hour of 1,000 meters normalised, priced, shared, carbon counted",
        "{r[hour_of_1000_meters][cpu_s]} CPU-s",
        "≤ 0.1 CPU-s",
        "one meter and quarter hour at a time: {r[baseline_cpu_s]} CPU-s; MyEMS, measured: {r[myems_measured_s]} s",
    ),
    Row(
        "billing",
        "the same for {r[growth][0][meters]:,} to {r[growth][4][meters]:,} meters",
        "{r[growth][0][cpu_s]} to {r[growth][4][cpu_s]} CPU-s, exponent {r[growth_exponent]}",
        "linear",
        "`docs/images/billing-growth.svg`",
    ),
    Row(
        "close",
        "month close of {r[tenants]:,} tenants",
        "{r[close_wall_s]} s, {r[close_cpu_s]} CPU-s",
        "≤ 10 s",
        "the sums alone: {r[baseline_cpu_s]} CPU-s",
    ),
    Row(
        "rollup",
        "a late day of {r[restate_a_late_day][meters]:,} meters restated",
        "{r[restate_a_late_day][wall_s]} s, {r[restate_a_late_day][cpu_s]} CPU-s",
        "≤ 1 s",
        "one query a meter, not written: {r[restate_a_late_day][baseline_cost][cpu_s]} CPU-s",
    ),
    Row(
        "cases",
        "events appended by four processes, each durable",
        "SQLite {r[sqlite][4_processes][append][events_per_s]:,} /s, "
        "PostgreSQL {r[postgres][4_processes][append][events_per_s]:,} /s; the whole verb "
        "{r[sqlite][4_processes][verb][events_per_s]} and {r[postgres][4_processes][verb][events_per_s]} /s",
        "≥ 2,000 and ≥ 1,000 /s",
        "bare commits of a row: {r[sqlite][4_processes][bare][events_per_s]:,} and "
        "{r[postgres][4_processes][bare][events_per_s]:,} /s",
    ),
    Row(
        "cases_search",
        "work list and search among {r[cases]:,} cases",
        "worst question p95 SQLite {r[sqlite][worst_p95_ms]} ms ({r[sqlite][worst_cpu_p95_ms]} CPU-ms), PostgreSQL "
        "{r[postgres][worst_p95_ms]} ms ({r[postgres][worst_cpu_p95_ms]} CPU-ms); CPU grows with "
        "exponent {r[sqlite][median_exponent]} and {r[postgres][median_exponent]} (median of the questions)",
        "p95 ≤ 100 ms",
        "every name looked through: {r[sqlite][questions][like][p95_ms]} and {r[postgres][questions][like][p95_ms]} ms",
    ),
    Row(
        "register_search",
        "the register's list and search among {r[firms]:,} firms",
        "worst question p95 SQLite {r[sqlite][worst_p95_ms]} ms ({r[sqlite][worst_cpu_p95_ms]} CPU-ms), PostgreSQL "
        "{r[postgres][worst_p95_ms]} ms ({r[postgres][worst_cpu_p95_ms]} CPU-ms)",
        "≤ 100 ms",
        "every name looked through: {r[sqlite][questions][like][p95_ms]} and {r[postgres][questions][like][p95_ms]} ms",
    ),
    Row(
        "ladder",
        "explained evaluations of the ladder",
        "{r[explained_per_cpu_s]:,} a CPU-second by 科技型中小企业, "
        "{r[slowest_edition_per_cpu_s]:,} by the slowest rule",
        "≥ 10,000 /s",
        "the same rule by hand, yes or no only: {r[baseline_per_cpu_s]:,} a CPU-second",
    ),
    Row(
        "sweep",
        "the ladder's sweep over {r[firms]:,} firms by every rule, facts from the database, verdicts written",
        "{r[sqlite][first][changed]:,} verdicts: SQLite {r[sqlite][first][wall_s]} s "
        "({r[sqlite][first][cpu_s]} CPU-s), PostgreSQL {r[postgres][first][wall_s]} s "
        "({r[postgres][first][cpu_s]} CPU-s); again {r[sqlite][again][wall_s]} and {r[postgres][again][wall_s]} s",
        "≤ 15 s",
        "—",
    ),
    Row(
        "cockpit",
        "the cockpit with {r[months]} months of facts",
        "median, p95 and p95 of the processor: SQLite {r[sqlite][cockpit][p50_ms]}, {r[sqlite][cockpit][p95_ms]} and "
        "{r[sqlite][cockpit][cpu_p95_ms]} ms, PostgreSQL {r[postgres][cockpit][p50_ms]}, "
        "{r[postgres][cockpit][p95_ms]} and {r[postgres][cockpit][cpu_p95_ms]} ms; the wall "
        "{r[sqlite][screen][p95_ms]} ms",
        "≤ 300 ms",
        "one figure with its history: {r[sqlite][one_figure][p95_ms]} ms",
    ),
)


def table(results: dict[str, Any]) -> str:
    """The table in Markdown, with when and beside how much other load each was run."""
    lines = ["| what | measured | aim | in the same run | when, load |", "|---|---|---|---|---|"]
    for row in ROWS:
        result = results.get(row.of, {})
        if "failed" in result or not result:
            lines.append(f"| `{row.of}` | {'failed' if result else 'not measured yet'} | {row.aim} | | |")
            continue
        about = f"{result['at'][:16]}, {result['load'][0]}"
        cells = [text.format(r=result) for text in (row.what, row.figures, row.aim, row.beside)]
        lines.append(f"| {' | '.join([*cells, about])} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or put it into a file."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if len(sys.argv) == 1:
        print(table(results))
        return
    file = Path(sys.argv[1])
    before, rest = file.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    file.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
