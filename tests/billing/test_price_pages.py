"""The pages of prices, accounts, advice and the tariff calendar; and the reads over HTTP."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from billing.priced import APRIL, SOURCE, Priced, priced, sheet
from small_park import person, signed_in
from zhiyuan.billing import services
from zhiyuan.billing.models import Account, AccountTerms, Budget, CommonMeter, ContractCurve, PriceSheet
from zhiyuan.billing.price_table import SHEET
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park.models import Gateway, Meter

pytestmark = pytest.mark.django_db


@pytest.fixture
def park() -> Priced:
    return priced()


def body(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(park: Priced, language: str) -> None:
    waiting = sheet(park, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    client = signed_in(park.wang, language)
    account = park.account.pk
    for url in (
        "/prices/", "/prices/new/", f"/prices/{waiting.pk}/", "/accounts/", f"/accounts/{account}/", "/tariffs/",
        f"/accounts/{account}/advice/", "/tariffs/?year=2023", f"/prices/{PriceSheet.objects.first().pk}/correct/",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("url", ["/prices/", "/accounts/", "/tariffs/", "/prices/template.xlsx"])
def test_a_tenant_does_not_see_the_parks_prices(park: Priced, url: str) -> None:
    assert signed_in(person("t", "tenant"), "en").get(url).status_code == 403


def test_prices_are_entered_on_a_page_and_checked_by_another(park: Priced) -> None:
    client = signed_in(park.li, "en")
    said = APRIL | {"month": "2026-05", "customer_class": "commercial", "mode": "single", "voltage": "10"}
    answer = client.post("/prices/new/", said | {"source": SOURCE})
    made = PriceSheet.objects.get(start=date(2026, 5, 1))
    assert answer["Location"] == f"/prices/{made.pk}/"
    assert str(made.fund) == "0.028889375"
    assert "All figures agree" not in body(client.get(f"/prices/{made.pk}/"))
    other = signed_in(park.wang, "en")
    assert "All figures agree" in body(other.get(f"/prices/{made.pk}/"))
    other.post(f"/prices/{made.pk}/check/")
    made.refresh_from_db()
    assert (made.state, made.checked_by) == ("checked", park.wang)


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why(park: Priced) -> None:
    said = APRIL | {"month": "2026-04", "customer_class": "commercial", "mode": "single", "voltage": "10"}
    answer = signed_in(park.li, "en").post("/prices/new/", said | {"source": SOURCE})
    assert answer.status_code == 422
    assert "prices of 2026-04-01 to 2026-05-01" in body(answer)
    assert 'value="0.028889375"' in body(answer)
    for bad, words in (({"td": "0,2"}, "is not a number"), ({"month": "5"}, "Write the month as 2026-04")):
        answer = signed_in(park.li, "en").post("/prices/new/", said | {"source": SOURCE} | bad)
        assert answer.status_code == 422
        assert words in body(answer)


def test_a_correction_on_the_page_shows_what_moved(park: Priced) -> None:
    old = PriceSheet.objects.get()
    said = APRIL | {"energy": "0.36", "source": "https://example.invalid/errata", "reason": "errata"}
    answer = signed_in(park.wang, "en").post(f"/prices/{old.pk}/correct/", said)
    page = body(signed_in(park.li, "en").get(answer["Location"]))
    assert "0.36" in page
    assert "0.37" in page
    assert "errata" in page


def test_the_template_comes_back_filled_in(park: Priced) -> None:
    client = signed_in(park.li, "en")
    book = load_workbook(BytesIO(client.get("/prices/prices.xlsx").content))
    book[SHEET].cell(2, 1).value = "2026-05"
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("prices.xlsx", out.getvalue())
    assert client.post("/prices/workbook/", {"file": file})["Location"] == "/prices/"
    assert PriceSheet.objects.get(start=date(2026, 5, 1)).state == "waiting"


def test_a_bad_workbook_is_answered_with_its_cells_in_chinese(park: Priced) -> None:
    client = signed_in(park.li, "zh-hans")
    book = load_workbook(BytesIO(client.get("/prices/prices.xlsx").content))
    page = book[SHEET]
    page.cell(2, 1).value = "2026-05"
    page.cell(2, 9).value = "0.0980"
    page.merge_cells("D2:D3")
    out = BytesIO()
    book.save(out)
    answer = client.post("/prices/workbook/", {"file": SimpleUploadedFile("prices.xlsx", out.getvalue())})
    assert answer.status_code == 422
    assert "单元格 I2" in body(answer)
    assert "单元格 D2:D3" in body(answer)
    assert PriceSheet.objects.count() == 1


def test_an_account_gets_terms_and_a_curve_on_its_page(park: Priced) -> None:
    client = signed_in(park.li, "en")
    said = {
        "key": "road",
        "name": "路灯户",
        "customer_class": "commercial",
        "voltage": "0.4",
        "meter": "m1",
        "master": "on",
    }
    made_at = client.post("/accounts/", said)["Location"]
    account = Account.objects.get(key="road")
    assert made_at == f"/accounts/{account.pk}/"
    terms = {"start": "2026-01-01", "mode": "two_part", "basic": "capacity", "kva": "", "pf_standard": ""}
    answer = client.post(f"{made_at}terms/", terms)
    assert answer.status_code == 422
    assert "needs the transformer capacity" in body(answer)
    client.post(f"{made_at}terms/", terms | {"kva": "630"})
    assert AccountTerms.objects.get(account=account).kva == 630
    curve = {"first": "2026-01-01", "last": "2026-12-31", "hourly": "0.41\n" * 23, "source": "contract 7"}
    assert "These are 23 prices" in body(client.post(f"{made_at}curves/", curve))
    client.post(f"{made_at}curves/", curve | {"hourly": "0.41 " * 24})
    kept = ContractCurve.objects.get()
    assert kept.end == date(2027, 1, 1)
    signed_in(park.wang, "en").post(f"/curves/{kept.pk}/check/")
    kept.refresh_from_db()
    assert kept.state == "checked"


def test_the_calendar_shows_hours_prices_and_clauses(park: Priced) -> None:
    page = body(signed_in(park.li, "zh-hans").get("/tariffs/?year=2026"))
    assert "豫发改价管〔2024〕283号" in page
    assert "1.060289375" in page
    assert page.count('class="tou-spike"') == 4
    assert "16:00–24:00" in page


def test_months_whose_hours_no_source_gives_say_so(park: Priced) -> None:
    page = body(signed_in(park.li, "zh-hans").get("/tariffs/?year=2023"))
    assert page.count('class="gap"') == 4
    assert "来源待补" in page
    assert "豫发改价管〔2022〕867号" in page


def test_the_advice_says_what_is_missing(park: Priced) -> None:
    page = body(signed_in(park.li, "en").get(f"/accounts/{park.account.pk}/advice/"))
    assert "Cannot be computed yet" in page


def test_prices_are_read_over_http_as_text(park: Priced) -> None:
    client = signed_in(park.li, "en")
    (one,) = client.get("/api/v1/billing/prices?state=checked").json()
    assert (one["prices"]["fund"], one["checked_by"]) == ("0.028889375", "wang")
    (account,) = client.get("/api/v1/billing/accounts").json()
    assert (account["counted_by"], account["terms"][0]["mode"]) == ("m1", "single")
    said = client.get("/api/v1/billing/tariff?account=main&first=2026-04-01&last=2026-04-30").json()
    assert len(said["digest"]) == 64
    missing = client.get("/api/v1/billing/tariff?account=main&first=2026-04-01&last=2026-05-01")
    assert (missing.status_code, missing.json()["error"]) == (503, "NotReady")
    assert signed_in(person("t", "tenant"), "en").get("/api/v1/billing/prices").status_code == 403


@pytest.fixture
def curve(park: Priced) -> ContractCurve:
    """A year's contract curve that the other person checked."""
    said: dict[str, Any] = {"start": date(2026, 1, 1), "end": date(2027, 1, 1), "source": "contract 7"}
    kept = services.enter_curve(park.li, park.account, hourly=[Decimal("0.41")] * 24, **said)
    return services.check_curve(park.wang, kept)


def test_a_curve_is_corrected_on_its_page_and_counts_once_another_person_checked_it(
    park: Priced, curve: ContractCurve
) -> None:
    li = signed_in(park.li, "en")
    assert f"/curves/{curve.pk}/correct/" in body(li.get(f"/accounts/{park.account.pk}/"))
    said = {"hourly": "0.42 " * 24, "source": "supplement 1", "reason": "misprint"}
    assert li.post(f"/curves/{curve.pk}/correct/", said)["Location"] == f"/accounts/{park.account.pk}/"
    made = ContractCurve.objects.get(corrects=curve)
    assert "misprint" in body(li.get(f"/accounts/{park.account.pk}/"))
    li.post(f"/curves/{made.pk}/check/")
    made.refresh_from_db()
    assert made.state == "waiting"  # whoever entered it may not check it
    signed_in(park.wang, "en").post(f"/curves/{made.pk}/check/")
    curve.refresh_from_db()
    assert curve.state == "superseded"


@pytest.mark.parametrize(
    ("bad", "field", "words"),
    [
        ({"hourly": "0.42 " * 23}, "hourly", "These are 23 prices"),
        ({"hourly": "0,42 " * 24}, "hourly", "is not a number"),
        ({"reason": ""}, "reason", "required"),
    ],
)
def test_a_correction_that_cannot_be_read_says_so_at_its_field(
    park: Priced, curve: ContractCurve, bad: dict[str, str], field: str, words: str
) -> None:
    said = {"hourly": "0.42 " * 24, "source": "supplement 1", "reason": "misprint"} | bad
    answer = signed_in(park.li, "en").post(f"/curves/{curve.pk}/correct/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert words in body(answer)
    assert not curve.corrections.exists()


def test_a_budget_of_the_account_is_set_and_shown_on_its_page(park: Priced) -> None:
    client, url = signed_in(park.li, "en"), f"/accounts/{park.account.pk}/"
    assert client.post(f"{url}budget/", {"month": "2026-05", "kwh": "120000"})["Location"] == url
    made = Budget.objects.get(account=park.account)
    assert (made.start, made.kwh) == (date(2026, 5, 1), 120_000)
    assert "120,000" in body(client.get(url))
    for bad, field in (({"month": "May"}, "month"), ({"kwh": "0"}, "kwh"), ({"kwh": "much"}, "kwh")):
        answer = client.post(f"{url}budget/", {"month": "2026-05", "kwh": "5"} | bad)
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]


def test_who_bears_a_common_meter_is_said_on_the_accounts_page(park: Priced) -> None:
    gateway = Gateway.objects.get(site=park.site, key="g1")
    Meter.objects.create(site=park.site, key="stair", name="楼梯电表", gateway=gateway)
    client, url = signed_in(park.li, "en"), f"/accounts/{park.account.pk}/"
    assert client.get(url).context["unassigned"] == "楼梯电表"
    said = {"meter": "stair", "name": "楼梯照明", "how": "area", "floor": "", "start": "2026-04-01", "last": ""}
    assert client.post(f"{url}common/", said)["Location"] == url
    made = CommonMeter.objects.get()
    assert (made.meter, made.how, made.start, made.end) == ("stair", "area", date(2026, 4, 1), None)
    assert client.get(url).context["unassigned"] == ""
    for bad, field in (
        ({"how": "floor"}, "floor"), ({"meter": "none"}, "meter"), ({"last": "2026-03-01"}, "last"),
        ({"floor": "F1"}, "floor"), ({"name": ""}, "name"),
    ):  # fmt: skip
        answer = client.post(f"{url}common/", said | bad)
        assert answer.status_code == 422
        assert answer.context["form"].errors[field], bad
    assert CommonMeter.objects.count() == 1


def test_a_common_meter_that_the_park_does_not_have_is_refused_at_every_door(park: Priced) -> None:
    with pytest.raises(NotFound, match="no meter stairs"):
        services.set_common_meter(park.li, park.account, meter="stairs", start=date(2026, 4, 1))


def test_only_who_may_sets_budgets_and_common_meters(park: Priced) -> None:
    client, url = signed_in(person("leader", "leader"), "en"), f"/accounts/{park.account.pk}/"
    for act in ("budget", "common", "terms", "curves", "change"):
        assert f"{url}{act}/" not in body(client.get(url))
    client.post(f"{url}budget/", {"month": "2026-05", "kwh": "5"})
    assert not Budget.objects.exists()
