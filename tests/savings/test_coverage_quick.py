"""A small coverage study; the full one is in tests/oracles."""

from savings.coverage import RIGHT, WRONG, coverage


def test_a_quarter_of_the_rows_with_few_runs_cover_about_nine_times_in_ten() -> None:
    for row in RIGHT[1::6]:
        held, _ = coverage(row, 120, seed=1)
        assert 0.80 <= held <= 0.98, str(row)


def test_leaving_night_length_out_makes_savings_up() -> None:
    held, error = coverage(WRONG, 60, seed=1)
    assert held < 0.10
    assert error > 0.05
