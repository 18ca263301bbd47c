from datetime import date
from decimal import Decimal

import pytest

from zhiyuan.billing.power_factor import adjustment_percent, power_factor

DAY = date(2026, 3, 1)
# Rows of the published look-up table: power factor → adjustment under 0.90, 0.85 and 0.80. [%]
TABLE = """
1.00 -0.75 -1.1 -1.3
0.95 -0.75 -1.1 -1.3
0.94 -0.6 -1.1 -1.3
0.93 -0.45 -0.95 -1.3
0.66 14 9.5 7
0.65 15 10 7.5
0.64 17 11 8
0.63 19 12 8.5
0.62 21 13 9
0.61 23 14 9.5
0.60 25 15 10
0.59 27 17 11
0.32 81 71 61
0.31 83 73 63
0.30 85 75 65
0.29 87 77 67
0.28 89 79 69
0.27 91 81 71
0.26 93 83 73
"""
EDGES = [(".1003", "1.00"), (".1004", "0.99"), (".1751", "0.99"), (".1752", "0.98"), (".3105", "0.96"),
         (".3106", "0.95"), (".3461", "0.95"), (".3462", "0.94"), (".3793", "0.94"), (".3794", "0.93"),
         ("1.1536", "0.66"), ("1.1537", "0.65"), ("1.3507", "0.60"), ("1.3508", "0.59")]  # fmt: skip


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_every_sampled_cell_of_the_published_table_is_met(row: str) -> None:
    factor, *expected = row.split()
    got = [adjustment_percent(standard, Decimal(factor), DAY) for standard in ("0.90", "0.85", "0.80")]
    assert got == [Decimal(e) for e in expected]


@pytest.mark.parametrize(("ratio", "expected"), EDGES)
def test_the_edges_between_two_factors_are_where_the_table_puts_them(ratio: str, expected: str) -> None:
    assert str(power_factor(Decimal(1), Decimal(ratio))) == expected
