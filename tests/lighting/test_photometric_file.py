"""Small files written by hand: versions, symmetries, and what is refused."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import data
from zhiyuan.kernel.errors import Malformed, NotFound, ZhiyuanError
from zhiyuan.lighting.photometric_file import parse_ies, parse_ldt, parse_photometry, read_photometry

HEAD_2002 = "IESNA:LM-63-2002\n[TEST] 1\n[LUMCAT] panel\nTILT=NONE\n"
BODY = "1 -1 2.0 3 {planes} 1 2 0 0 0\n1.0 1.0 40\n0 45 90\n{c}\n{table}\n"


def ies(c: str = "0", table: str = "100 80 0", head: str = HEAD_2002) -> str:
    return head + BODY.format(planes=len(c.split()), c=c, table=table)


@pytest.mark.parametrize(
    "head",
    [
        "IESNA:LM-63-2002\n[LUMCAT] panel\nTILT=NONE\n",
        "IESNA:LM-63-1995\n[LUMCAT] panel\nTILT=NONE\n",
        "IESNA91\n[LUMCAT] panel\nTILT=NONE\n",
        "Some maker, 1986\nA panel\nTILT=NONE\n",
        "IESNA:LM-63-2002\r\n[LUMCAT] Plafonnière 120°\r\nTILT=NONE\r\n",
        "IESNA:LM-63-1995\nTILT=INCLUDE\n1\n3\n0 45 90\n1.0 0.95 0.9\n",
    ],
)
def test_every_edition_reads_alike(head: str) -> None:
    found = parse_photometry(ies(head=head), "a.ies")
    assert found.candela[0].tolist() == [200, 160, 0]
    assert (found.watts, found.multiplier, found.lumens) == (40, 2, None)


def test_numbers_may_be_broken_over_lines_and_split_by_commas() -> None:
    assert parse_ies(ies(table="100,\n80\n,0"), "a.ies").candela[0].tolist() == [200, 160, 0]


@pytest.mark.parametrize(
    ("c", "planes", "same"),
    [
        ("0 90", "1 1 1  2 2 2", {0: 1, 90: 2, 180: 1, 270: 2}),
        ("0 90 180", "1 1 1  2 2 2  3 3 3", {0: 1, 90: 2, 180: 3, 270: 2}),
        ("90 180 270", "1 1 1  2 2 2  3 3 3", {0: 2, 90: 1, 180: 2, 270: 3}),
        ("0 90 180 270 360", "1 1 1  2 2 2  3 3 3  4 4 4  1 1 1", {0: 1, 90: 2, 180: 3, 270: 4}),
        ("0 90 180 270", "1 1 1  2 2 2  3 3 3  4 4 4", {0: 1, 90: 2, 180: 3, 270: 4, 315: 2.5}),
    ],
)
def test_symmetries_are_unfolded_to_the_whole_circle(c: str, planes: str, same: dict[int, float]) -> None:
    found = parse_ies(ies(c, planes), "a.ies")
    assert (found.c_angles[0], found.c_angles[-1]) == (0, 360)
    assert {at: float(found.intensity(at, 45.0)) / 2 for at in same} == pytest.approx(same)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ies(table="100 80"), "line 9: the file ends where an intensity"),
        (ies(table="100 eighty 0"), "line 9: 'eighty' is no number"),
        (ies(table="100 nan 0"), "line 9: 'nan'"),
        (ies(table="100 -1 0"), "below zero"),
        (ies("10 20", "1 1 1 1 1 1"), "horizontal angles from 10"),
        (ies("0 0", "1 1 1 1 1 1"), "line 8: each horizontal angle"),
        (ies().replace("0 45 90", "0 90 45"), "line 7: each vertical angle"),
        (ies().replace(" 1 1 2 0 0 0", " 1 2 2 0 0 0"), "type B"),
        (ies().replace("2.0 3 ", "2.0 3.5 "), "line 5: 3.5 is no number of vertical"),
        (ies().replace("2.0 3 ", "2.0 99999999 "), "line 5"),
        (ies().replace("-1 2.0", "-1 0.0"), "the multipliers give 0"),
        (ies(head="IESNA91\nTILT=lamp.tlt\n"), "line 2: TILT=lamp.tlt"),
        ("IESNA:LM-63-2002\n[TEST] 1\n", "no TILT="),
    ],
)
def test_a_broken_ies_file_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        parse_photometry(text, "a.ies")


def ldt(symmetry: int, c: list[float], table: list[float], lamps: int = 1) -> str:
    lines = ["Maker", "1", str(symmetry), str(len(c)), "0", "2", "90", "", "Panel", "", "", ""] + ["0"] * 9
    lines += ["100", "100", "1", "0", "1", str(lamps), "LED", "2000", "4000", "80", "20"] + ["0"] * 10
    return "\n".join(lines + [f"{v:g}" for v in [*c, 0, 90, *table]]) + "\n"


C4 = [0.0, 90.0, 180.0, 270.0]


@pytest.mark.parametrize(
    ("symmetry", "table", "same"),
    [
        (0, [1, 1, 2, 2, 3, 3, 4, 4], {0: 1, 90: 2, 180: 3, 270: 4}),
        (1, [1, 1], {0: 1, 90: 1, 180: 1, 270: 1}),
        (2, [1, 1, 2, 2, 3, 3], {0: 1, 90: 2, 180: 3, 270: 2}),
        (3, [4, 4, 1, 1, 2, 2], {0: 1, 90: 2, 180: 1, 270: 4}),
        (4, [1, 1, 2, 2], {0: 1, 90: 2, 180: 1, 270: 2}),
    ],
)
def test_eulumdat_symmetries(symmetry: int, table: list[float], same: dict[int, float]) -> None:
    found = parse_photometry(ldt(symmetry, C4, table), "a.ldt")
    assert {c: float(found.intensity(c, 30.0)) / 2 for c in same} == pytest.approx(same)  # 2000 lm
    assert (found.name, found.lumens, found.watts) == ("Panel", 2000, 20)


def test_a_negative_number_of_lamps_means_absolute_intensities() -> None:
    found = parse_ldt(ldt(1, C4, [500, 0], lamps=-1), "a.ldt")
    assert (float(found.intensity(0, 0)), found.lumens) == (500, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ldt(1, C4, [1]), "line 50: the file ends where intensity"),
        (ldt(7, C4, [1, 1]), "line 3: 7.0 is no symmetry"),
        (ldt(1, [0, 90, 80, 270], [1, 1]), "each C angle"),
        ("hello\n", "line 3: the file ends"),
        ("", "line 3"),
    ],
)
def test_a_broken_eulumdat_file_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        parse_photometry(text, "a.ldt")


@given(cut=st.integers(0, 3000), noise=st.text(max_size=5))
def test_no_damage_to_a_file_is_worse_than_a_refusal(cut: int, noise: str) -> None:
    text = data("ies/road_luminaire.ldt").read_text("latin-1")
    for whole in (text, ies("0 90 180", "1 1 1  2 2 2  3 3 3")):
        broken = whole[: cut % len(whole)] + noise + whole[cut % len(whole) + len(noise) :]
        with suppress(ZhiyuanError):
            assert np.isfinite(parse_photometry(broken, "a").candela).all()


def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match=r"none\.ies"):
        read_photometry(data("ies") / "none.ies")
