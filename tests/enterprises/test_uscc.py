import pytest

from shared import vectors
from zhiyuan.enterprises.uscc import checked
from zhiyuan.kernel.errors import Malformed

VALID = (
    "914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B",
    "91100000100003962T", "91110108551385082Q", "91110302562134916R", "91350100M000100Y43",
)  # fmt: skip
SYNTHETIC = (
    "91411300MAAY4CL12B", "91411300MA2TH3BJ3L", "91411300MA1XG61251",
    "91411300MADD272H4Y", "91411300MAD1TJ3Y9U", "91411300MA7LLJY1XJ",
)  # fmt: skip


@pytest.mark.parametrize("code", [*VALID, *SYNTHETIC])
def test_a_credit_code_in_use_is_taken(code: str) -> None:
    assert checked(code) == code


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("914403001922038217", "last character"),
        ("91110000MA0000001X", "organisation check"),
        ("9144030071526726XO", "not used"),
        ("91440300192203821", "17 characters"),
        ("91A403001922038216", "region"),
    ],
)
def test_a_wrong_one_is_refused_and_says_why(code: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        checked(code)


def test_small_letters_and_blanks_are_put_right() -> None:
    assert checked(" 9144 0300 7152 6726 xg ") == "9144030071526726XG"


def test_any_single_typing_error_is_found() -> None:
    code = VALID[0]
    for place in range(18):
        for symbol in "0123456789":
            if symbol != code[place]:
                with pytest.raises(Malformed):
                    checked(code[:place] + symbol + code[place + 1 :])


def test_the_shared_vectors_agree() -> None:
    import yaml

    said = yaml.safe_load(vectors("uscc.yaml").read_text("utf-8"))
    assert [checked(c) for c in said["valid"]] == said["valid"]
    assert [checked(c) for c in said["synthetic_for_demonstration"]] == said["synthetic_for_demonstration"]
    for wrong in said["invalid"]:
        with pytest.raises(Malformed):
            checked(wrong["code"])
