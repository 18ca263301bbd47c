"""Paper: the same template and data give the same pages."""

import pytest

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.paper import FONTS, pdf

TEMPLATE = """\
#set text(font: "Noto Sans SC", lang: "zh")
#let data = json(bytes(sys.inputs.data))
= #data.title
*#data.kwh* kWh"""
pytestmark = pytest.mark.skipif(not FONTS.exists(), reason="the fonts are made by the build")


def test_a_document_is_the_same_every_time() -> None:
    data = {"title": "节能核算报告", "kwh": 32559}
    assert pdf(TEMPLATE, data).startswith(b"%PDF")
    assert pdf(TEMPLATE, data) == pdf(TEMPLATE, data)


def test_a_faulty_template_is_refused_in_words() -> None:
    with pytest.raises(Malformed, match="cannot be set"):
        pdf("#nothing_of_that_name", {})
