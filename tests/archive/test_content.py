"""What a file is by its content, whatever its name says."""

import io

import pytest

from archive.made import PDF, PROGRAM, packed, picture
from zhiyuan.archive.content import FORMATS, LONGEST_NAME, check, format_of, plain_name
from zhiyuan.kernel.errors import Malformed, Refused

MB = 1_000_000


def named(value: str | bytes) -> str:
    """A test is named by its file's name; bytes say nothing, and a zip file's differ from second to second."""
    return value if isinstance(value, str) else ""


def look(name: str, content: bytes, largest: int = 20 * MB) -> None:
    check(format_of(name, FORMATS), name, io.BytesIO(content), largest)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", PDF),
        ("门口.JPG", picture()),
        ("图.png", picture("PNG")),
        ("证照.ofd", packed("OFD.xml", "Doc_0/Document.xml")),
        ("申请.docx", packed("[Content_Types].xml", "word/document.xml")),
        ("清单.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
    ],
    ids=named,
)
def test_a_file_that_is_what_its_name_says_is_taken(name: str, content: bytes) -> None:
    look(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", PROGRAM),
        ("合同.pdf", picture()),
        ("照片.jpg", PDF),
        ("照片.png", picture()),
        ("照片.jpg", b"<html><script>alert(1)</script>"),
        ("申请.docx", packed("xl/workbook.xml")),
        ("证照.ofd", packed("a.txt")),
    ],
    ids=named,
)
def test_a_file_that_lies_about_its_type_is_refused_with_what_to_do(name: str, content: bytes) -> None:
    with pytest.raises(Malformed, match="its content is something else; save it as"):
        look(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", PDF[:40]),
        ("照片.jpg", picture(size=(600, 400))[:400]),
        ("清单.xlsx", packed("xl/workbook.xml")[:60]),
    ],
    ids=named,
)
def test_a_file_that_is_cut_off_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Malformed, match="cut off or damaged"):
        look(name, content)


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.html", "a.docm", "a.xls", "a", ".pdf.", "a.pdf.zip"])
def test_what_is_not_on_the_list_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(Refused, match=r"take one of \.pdf"):
        format_of(name, FORMATS)


def test_macros_and_files_that_unpack_enormously_are_refused() -> None:
    with pytest.raises(Refused, match="macros"):
        look("清单.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin"))
    with pytest.raises(Refused, match="unpack"):
        look("申请.docx", packed("word/document.xml", size=50_000), largest=1000)


def test_a_name_keeps_its_letters_and_loses_what_could_deceive() -> None:
    assert plain_name("a\x00b\n.pdf") == "ab.pdf"
    assert plain_name("<b>营业执照</b>.pdf") == "b>.pdf"
    assert plain_name("<img src=x>.pdf") == "<img src=x>.pdf"
    long = plain_name("长" * 400 + ".pdf")
    assert (len(long), long[-4:]) == (LONGEST_NAME, ".pdf")
    assert plain_name("../") == "file"
