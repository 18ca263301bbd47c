"""Files as documents of a case: added, handed in with an event, never changed after; each sees only its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from archive.made import PDF, PROGRAM, picture
from cases.opened import MONDAY, Hall, at, at_desk, hall
from cases.test_views import PERMITS
from small_park import signed_in
from zhiyuan.archive.models import Upload
from zhiyuan.archive.writes import receive
from zhiyuan.cases import queries, services, writes
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.models import Paper
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

FORM = {name.removeprefix("form_"): said for name, said in PERMITS.items()}


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def permits(h: Hall, *docs: str) -> Any:
    return services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=FORM, docs=docs)


def added(who: Any, case: Any, doc: str, name: str = "a.pdf", content: bytes = PDF, **more: Any) -> Paper:
    return services.add_paper(who, case, doc=doc, upload=receive(who, name, [content]).pk, **more)


def test_a_file_waits_until_it_is_handed_in_and_then_stands_in_the_log_by_its_hash(h: Hall) -> None:
    case = permits(h)
    paper = added(h.firm, case, "scheme", valid_last=date(2027, 1, 1))
    assert (paper.seq, paper.origin, Upload.objects.count()) == (None, "applicant", 0)
    services.answer_case(h.firm, case, act="supply", docs=["scheme"])
    paper.refresh_from_db()
    log = writes.log(case)
    assert paper.seq == log[-1].seq
    assert log[-1].data["files"] == {"scheme": [paper.file_id]}
    assert first_broken(log) is None


def test_a_document_may_have_several_photos_and_none_of_them_twice(h: Hall) -> None:
    case = permits(h)
    for n in (1, 2):
        added(h.firm, case, "scheme", f"{n}.jpg", picture(size=(n, n)))
    with pytest.raises(Refused, match=r"3\.jpg is here already, as 1\.jpg"):
        added(h.firm, case, "scheme", "3.jpg", picture(size=(1, 1)))
    services.answer_case(h.firm, case, act="supply", docs=["scheme"])
    assert len(writes.log(case)[-1].data["files"]["scheme"]) == 2


def test_what_waits_is_removed_by_whoever_added_it_and_what_was_handed_in_by_nobody(h: Hall) -> None:
    case = permits(h)
    paper, other = added(h.firm, case, "scheme"), added(h.window, case, "drawings")
    with pytest.raises(Refused, match="who may take it out"):
        services.remove_paper(h.firm, other)
    services.remove_paper(h.firm, paper)
    assert list(Paper.objects.values_list("doc", flat=True)) == ["drawings"]
    again = added(h.firm, case, "scheme")
    services.answer_case(h.firm, case, act="supply", docs=["scheme"])
    again.refresh_from_db()
    with pytest.raises(Refused, match="stays in the case"):
        services.remove_paper(h.firm, again)


def test_the_database_refuses_to_change_what_was_handed_in(h: Hall, database: str) -> None:
    case = permits(h)
    added(h.firm, case, "scheme")
    Paper.objects.update(name="still my own.pdf")
    services.answer_case(h.firm, case, act="supply", docs=["scheme"])
    for impossible in (lambda: Paper.objects.update(name="x.pdf"), lambda: Paper.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic(using=database):
            impossible()


def test_a_desk_files_what_it_issues_and_it_goes_with_its_next_act(h: Hall) -> None:
    have = list(writes.kind_of(permits(h)).handed_in)
    case = permits(h, *have)
    services.work_case(h.window, case, act="accept")
    with pytest.raises(Malformed, match="does not ask for"):
        added(h.firm, case, "land_permit")
    paper = added(h.window, case, "land_permit", "许可证.pdf")
    services.work_case(h.window, case, act="pass", step="land")
    paper.refresh_from_db()
    assert (paper.origin, paper.seq) == ("issued", len(writes.log(case)))


def test_a_file_belongs_to_whoever_sent_it_and_to_a_case_that_is_theirs(h: Hall) -> None:
    case, upload = permits(h), receive(h.other_firm, "a.pdf", [PDF])
    with pytest.raises(Refused):
        services.add_paper(h.other_firm, case, doc="scheme", upload=upload.pk)
    with pytest.raises(NotFound):
        services.add_paper(h.firm, case, doc="scheme", upload=upload.pk)
    services.answer_case(h.firm, case, act="withdraw")
    with pytest.raises(Refused, match="takes no more files"):
        added(h.firm, case, "scheme")


def test_what_the_park_holds_for_a_firm_and_still_holds_good_is_offered_and_not_asked_for_again(h: Hall) -> None:
    first = permits(h)
    added(h.firm, first, "scheme", "总图.pdf", valid_last=date(2026, 9, 30))
    added(h.firm, first, "application", "申请表.pdf", PDF + b"\n")  # says no day until which it holds
    services.answer_case(h.firm, first, act="supply", docs=["scheme", "application"])
    second = permits(h)
    (offered,) = queries.held(second, h.firm, ["scheme", "application"], date(2026, 9, 30))
    assert offered.name == "总图.pdf"
    assert queries.held(second, h.firm, ["scheme"], date(2026, 10, 1)) == []
    paper = services.reuse_paper(h.firm, second, paper=offered.pk)
    services.answer_case(h.firm, second, act="supply", docs=["scheme"])
    assert writes.log(second)[-1].data["files"] == {"scheme": [offered.file_id]}
    assert (paper.valid_last, queries.held(second, h.firm, ["scheme"], date(2026, 9, 30))) == (date(2026, 9, 30), [])


def test_what_is_held_for_one_firm_is_no_others_and_what_only_waits_is_nobodys(h: Hall) -> None:
    case, day = permits(h), date(2026, 9, 28)
    paper = added(h.firm, case, "scheme", valid_last=date(2027, 1, 1))
    assert queries.held(permits(h), h.firm, ["scheme"], day) == []
    services.answer_case(h.firm, case, act="supply", docs=["scheme"])
    other = services.open_case(h.other_firm, h.t.chuangxin, kind="four_certificates_fast", form=FORM)
    assert queries.held(other, h.other_firm, ["scheme"], day) == []
    assert queries.held(other, h.window, ["scheme"], day) == []
    with pytest.raises(NotFound, match="holds no file"):
        services.reuse_paper(h.other_firm, other, paper=paper.pk)


def test_days_of_validity_are_in_order(h: Hall) -> None:
    with pytest.raises(Malformed, match="before the first"):
        added(h.firm, permits(h), "scheme", valid_from=date(2026, 5, 2), valid_last=date(2026, 5, 1))


@pytest.mark.django_db
class TestPages:
    """The case's page; on one database."""

    @pytest.fixture(autouse=True)
    def _monday(self) -> Iterator[None]:
        at(MONDAY)
        yield
        parktime.use(lambda: datetime.now(UTC))

    def send(self, client: Any, case: Any, *files: tuple[str, bytes]) -> str:
        said = {"doc": "scheme", "file": [SimpleUploadedFile(name, content) for name, content in files]}
        return client.post(f"/cases/{case.pk}/files/", said, follow=True).content.decode()

    def test_good_files_stay_where_a_bad_one_is_refused_in_words(self) -> None:
        h = hall()
        case, client = permits(h), signed_in(h.firm)
        page = self.send(client, case, ("总图.pdf", PDF), ("假.pdf", PROGRAM), ("<b onclick=x>.png", picture("PNG")))
        assert "假.pdf 的扩展名是 .pdf，内容却不是" in page
        assert "总图.pdf" in page
        assert "<b onclick" not in page
        assert "&lt;b onclick=x&gt;.png" in page
        client.post(f"/cases/{case.pk}/act/", {"act": "supply", "docs": ["scheme"]})
        assert Paper.objects.filter(seq=2).count() == 2

    def test_the_page_offers_what_is_held_and_takes_it(self) -> None:
        h = hall()
        first, client = permits(h), signed_in(h.firm)
        added(h.firm, first, "scheme", "总图.pdf", valid_last=date(2027, 1, 1))
        services.answer_case(h.firm, first, act="supply", docs=["scheme"])
        second, paper = permits(h), Paper.objects.get()
        assert "园区已有的材料" in client.get(f"/cases/{second.pk}/").content.decode()
        page = client.post(f"/cases/{second.pk}/files/reuse/", {"paper": paper.pk}, follow=True).content.decode()
        assert "园区已有的材料" not in page
        assert "提交已添加的材料" in page

    def test_a_file_comes_back_as_a_download_that_runs_nothing_and_leaves_a_line(self) -> None:
        h = hall()
        case = permits(h)
        added(h.firm, case, "scheme", "总 图.pdf")
        services.answer_case(h.firm, case, act="supply", docs=["scheme"])
        paper = Paper.objects.get()
        answer = signed_in(h.window).get(f"/cases/{case.pk}/files/{paper.pk}/")
        assert answer.content == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
        assert "sandbox" in answer["Content-Security-Policy"]
        line = Trail.objects.get(verb="cases.download_paper")
        assert (line.person, line.object_id) == (h.window, str(paper.pk))

    def test_a_file_of_another_is_not_there(self) -> None:
        h = hall()
        case = permits(h)
        paper = added(h.firm, case, "scheme", "a.png", picture("PNG"))
        for stranger in (h.other_firm, at_desk("zhao", "service")):
            client = signed_in(stranger)
            for path in ("", "picture/"):
                assert client.get(f"/cases/{case.pk}/files/{paper.pk}/{path}").status_code == 404
            assert client.post(f"/cases/{case.pk}/files/{paper.pk}/remove/").status_code == 404
        own = permits(h)
        assert signed_in(h.firm).get(f"/cases/{own.pk}/files/{paper.pk}/").status_code == 404
        photo = signed_in(h.firm).get(f"/cases/{case.pk}/files/{paper.pk}/picture/")
        assert photo["Content-Type"] == "image/jpeg"
