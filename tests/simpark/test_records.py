from pathlib import Path

import numpy as np
import pytest

from command_line import zhiyuan
from shared import data
from zhiyuan.app.commands.occupancy import figures
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.simpark.records import held, over_a_year, read_record, weekday_hours

ROBOD = "timestamp,lighting_energy,occupant_presence\n2021-09-07 00:00 +08:00,0.01,{first}\n{second}\n"
GOOD_ROW = "2021-09-07 00:05 +08:00,0.02,1"


def written(folder: Path, text: str) -> Path:
    path = folder / "room.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_small_robod_file_is_read_in_its_own_local_time(tmp_path: Path) -> None:
    record = read_record(written(tmp_path, ROBOD.format(first="0", second=GOOD_ROW)))
    assert (record.layout, record.step_min, record.present.tolist()) == ("robod", 5, [False, True])
    assert record.minute[0] % 1440 == 0


def test_keti_stamps_are_utc_and_shown_on_the_buildings_clock(tmp_path: Path) -> None:
    text = "timestamp,light,pir\n2013-08-23 23:05:00,96,0.0\n2013-08-23 23:06:00,96,29.7\n"
    record = read_record(written(tmp_path, text))
    assert (record.layout, record.step_min, record.present.tolist()) == ("keti", 1, [False, True])
    assert record.minute[0] % 1440 == 16 * 60 + 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "row 1: an occupancy file has the columns timestamp and one of occupant_presence, pir"),
        (ROBOD.format(first="x", second=GOOD_ROW), "row 2, column occupant_presence: 'x' is not a number"),
        (ROBOD.format(first="0", second="yesterday,0.02,1"), "row 3, column timestamp: 'yesterday' is not a date"),
        (ROBOD.format(first="0", second="2021-09-07 00:05 +08:00,-1,1"), "row 3, column lighting_energy: '-1'"),
        (ROBOD.format(first="0", second="2021-09-07 00:05 +08:00,nan,1"), "row 3, column lighting_energy: 'nan'"),
        (ROBOD.format(first="0", second="2021-09-07 00:05 +08:00,1"), "row 3: it has more or fewer cells"),
        (ROBOD.format(first="0", second="2021-09-06 00:05 +08:00,1,1"), "row 3, column timestamp: it is earlier"),
        ("timestamp,pir\n2013-08-23 23:05:00,1\n", "has 1 rows of data"),
        ("", "this one has none"),
    ],
)
def test_a_bad_file_is_refused_with_row_and_column(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_record(written(tmp_path, text))
    assert said in str(refused.value)


def test_a_file_that_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "room.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(Malformed, match="is not a text file"):
        read_record(tmp_path / "room.csv")
    with pytest.raises(NotFound, match="there is no occupancy file"):
        read_record(tmp_path / "other.csv")


def test_an_unknown_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="Mars/Phobos is no time zone"):
        read_record(written(tmp_path, ROBOD.format(first="0", second=GOOD_ROW)), "Mars/Phobos")


def test_a_record_is_laid_over_a_year_by_its_weekdays(tmp_path: Path) -> None:
    rows = "".join(f"2021-09-{day:02} 12:00 +08:00,0,{int(day == 6)}\n" for day in range(6, 13))  # Monday to Sunday
    record = read_record(written(tmp_path, "timestamp,lighting_energy,occupant_presence\n" + rows))
    year = over_a_year(record, first_weekday=6, days=15).reshape(15, 1440)
    assert np.flatnonzero(year[:, 720]).tolist() == [1, 8]


def test_a_real_lecture_room_gives_the_published_figures() -> None:
    """lighting.md G5: 426.1 kWh, 36.1 % of it vacant; a 15-minute hold saves 16.8 % net of the night base."""
    found = figures(read_record(data("robod/combined_Room1.csv")), 15)
    assert found["lighting_kwh"] == pytest.approx(426.1, abs=0.05)
    assert found["vacant_share"] == pytest.approx(0.361, abs=0.0005)
    assert found["hold_saving"] == pytest.approx(0.168, abs=0.0005)


def test_eight_real_rooms_would_be_lit_a_tenth_of_the_working_day() -> None:
    """lighting.md G6: all 45 rooms 0.209; these eight are the emptier ones."""
    rooms = [read_record(path) for path in sorted(data("keti").glob("*.csv"))]
    lit = [float(held(room, 15)[weekday_hours(room, 8, 20)].mean()) for room in rooms]
    assert len(lit) == 8
    assert np.mean(lit) == pytest.approx(0.0976, abs=0.0005)


def test_the_command_names_what_is_wrong_and_leaves_with_status_two(tmp_path: Path) -> None:
    path = written(tmp_path, "timestamp,pir\n2013-08-23 23:05:00,much\n")
    assert "row 2, column pir: 'much' is not a number" in zhiyuan("occupancy", path, status=2)
