"""The pages and the API: from a figure to its origin, for those who may, and honest where nothing is known."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from indicators.seeded import Zone
from indicators.test_definition import page as definitions
from page_text import flat
from small_park import person, signed_in
from zhiyuan.indicators.models import Proposal


def test_a_figure_opens_to_its_source_in_two_clicks(z: Zone) -> None:
    client = signed_in(z.leader)
    page = flat(client.get("/cockpit/").content.decode())
    (way,) = re.findall(r'id="f-gdp_growth">\s*<h3>\s*<a href="([^"]+)"', page)
    page = flat(client.get(way).content.decode())
    assert "市委宣传部" in page
    assert "2025-01-08" in page
    assert "可比价" in page


def test_a_formula_shows_its_parts_and_each_opens(z: Zone) -> None:
    page = flat(signed_in(z.leader).get("/indicators/tax_share/").content.decode())
    assert "[tax_revenue] / [budget_revenue]" in page
    assert "/indicators/tax_revenue/" in page


def test_a_live_figure_opens_the_page_of_its_room(z: Zone) -> None:
    page = flat(signed_in(z.leader).get("/indicators/firms_visited/").content.decode())
    assert 'href="/visits/"' in page


def test_the_past_is_shown_as_it_was_known(z: Zone) -> None:
    client = signed_in(z.leader)
    assert "f-gdp_growth" not in flat(client.get("/cockpit/?on=2025-01-07").content.decode())
    assert "f-gdp_growth" in flat(client.get("/cockpit/?on=2025-01-08").content.decode())
    assert client.get("/cockpit/?on=soon").status_code == 400
    assert client.get("/cockpit/?on=2030-01-01").status_code in (403, 409)


def test_strangers_see_no_figure(z: Zone) -> None:
    tenant = signed_in(person("tenant", "tenant"))
    for path in ("/cockpit/", "/indicators/", "/indicators/gdp_growth/", "/api/v1/indicators/"):
        assert tenant.get(path).status_code == 403, path


def test_an_unknown_indicator_is_not_found(z: Zone) -> None:
    assert signed_in(z.leader).get("/indicators/nothing/").status_code == 404


def test_the_api_says_what_the_page_says(z: Zone) -> None:
    client = signed_in(z.leader)
    found = {row["indicator"]: row for row in client.get("/api/v1/indicators/").json()}
    assert found["visited_firms"]["figure"] == "1000+ 家"
    assert (found["gdp_growth"]["value"], found["gdp_growth"]["period"]) == ("7.5000", "2024-01..2024-09")
    one = client.get("/api/v1/indicators/investment_growth").json()
    assert "21.2" in one["flags"][0]
    assert {row["indicator"] for row in client.get("/api/v1/indicators/owed").json()} >= {"gdp_growth"}


def test_before_anything_is_stated_the_cockpit_shows_only_what_rooms_answer(empty: Zone) -> None:
    page = flat(signed_in(empty.leader).get("/cockpit/").content.decode())
    assert "f-gdp_growth" not in page
    assert "f-cases_open" in page


def test_what_is_owed_is_entered_by_form_and_a_wrong_one_keeps_its_fields(z: Zone) -> None:
    client = signed_in(z.officer)
    page = flat(client.get("/indicators/collect/?indicator=gdp_growth&period=2026-01..2026-06").content.decode())
    assert "逾期" in page
    assert 'value="2026-01..2026-06"' in page
    said = {
        "indicator": "gdp_growth", "period": "2026-01..2026-13", "relation": "=", "value": "6.9",
        "source": "统计（模拟）",
        "as_of": "2026-07-20",
    }  # fmt: skip
    answer = client.post("/indicators/collect/", said)
    assert answer.status_code == 422
    assert "统计（模拟）" in flat(answer.content.decode())
    assert client.post("/indicators/collect/", said | {"period": "2026-01..2026-06"}).status_code == 302
    assert "+6.9%" in flat(client.get("/cockpit/").content.decode())
    assert signed_in(z.leader).get("/indicators/collect/").status_code == 403


def test_the_workbook_of_what_is_owed_comes_back_filled_in(z: Zone) -> None:
    client = signed_in(z.officer)
    book = load_workbook(BytesIO(client.get("/indicators/collect/owed.xlsx").content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        row[4].value, row[8].value, row[9].value = 1, "模拟", date(2026, 9, 25)
    assert client.post("/indicators/collect/take-over/", {"workbook": _file(book)}).status_code == 302
    assert "没有待填报的指标" in flat(client.get("/indicators/collect/").content.decode())
    sheet["E2"] = "=1+1"
    answer = client.post("/indicators/collect/take-over/", {"workbook": _file(book)})
    assert answer.status_code == 422
    assert "E2" in flat(answer.content.decode())


def _file(book: Any) -> SimpleUploadedFile:
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("indicators.xlsx", out.getvalue())


def test_the_screen_is_rendered_once_for_all_who_look(z: Zone, database: str) -> None:
    cache.clear()
    first = signed_in(z.leader)
    page = flat(first.get("/cockpit/screen/").content.decode())
    assert "1000+ <small>家</small>" in page
    assert 'hx-trigger="every 60s"' in page
    with CaptureQueriesContext(connections[database]) as asked:
        assert "1000+ <small>家</small>" in flat(first.get("/cockpit/screen/part/").content.decode())
    assert not [q for q in asked.captured_queries if "indicators_" in q["sql"] or "cases_event" in q["sql"]]
    assert signed_in(person("tenant", "tenant")).get("/cockpit/screen/part/").status_code == 403


def test_the_briefing_is_one_page_with_every_figure(z: Zone) -> None:
    content = signed_in(z.leader).get("/cockpit/briefing.pdf").content
    assert content[:4] == b"%PDF"
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 1


TARGET = {
    "indicator": "retail_growth",
    "period": "2024",
    "value": "6",
    "source": "目标责任书（模拟）",
    "as_of": "2024-02-01",
}


def test_a_target_is_set_on_its_page_and_lights_the_cockpit_the_screen_and_the_indicator_in_words(z: Zone) -> None:
    cache.clear()
    client = signed_in(z.leader)
    assert client.post("/indicators/targets/", TARGET | {"as_of": "2030-01-01"}).status_code == 422
    assert client.post("/indicators/targets/", TARGET)["Location"] == "/indicators/retail_growth/"
    for path in ("/cockpit/", "/cockpit/screen/", "/indicators/targets/", "/indicators/retail_growth/", "/indicators/"):
        page = flat(client.get(path).content.decode())
        assert "未达标" in page, path
    for path in ("/cockpit/", "/cockpit/screen/", "/indicators/retail_growth/"):
        assert "2024 目标 +6.0%" in flat(client.get(path).content.decode()), path
    page = flat(client.get("/indicators/retail_growth/").content.decode())
    assert "目标责任书（模拟）" in page
    assert "leader" in page
    row = client.get("/api/v1/indicators/retail_growth").json()
    assert (row["target_value"], row["light"]) == ("6.0000", "red")
    (kept,) = client.get("/api/v1/indicators/targets").json()
    assert (kept["indicator"], kept["value"], kept["entered_by"], kept["superseded"]) == (
        "retail_growth", "6.000000", "leader", False,
    )  # fmt: skip


def test_of_the_workbook_of_targets_the_rows_that_somebody_filled_in_are_taken_over(z: Zone) -> None:
    client = signed_in(z.officer)
    book = load_workbook(BytesIO(client.get("/indicators/targets/targets.xlsx").content))
    sheet = book.worksheets[0]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "gdp_growth"]
    row[4].value, row[8].value, row[9].value = 7.5, "模拟", date(2026, 1, 20)
    assert client.post("/indicators/targets/take-over/", {"workbook": _file(book)}).status_code == 302
    assert "+7.5%" in flat(client.get("/indicators/targets/").content.decode())
    row[4].value = "=1+1"
    answer = client.post("/indicators/targets/take-over/", {"workbook": _file(book)})
    assert answer.status_code == 422
    assert row[4].coordinate in flat(answer.content.decode())


def test_those_who_only_look_set_no_target(z: Zone) -> None:
    auditor = signed_in(person("auditor", "auditor"))
    assert auditor.get("/indicators/targets/").status_code == 200
    assert auditor.post("/indicators/targets/", TARGET).status_code == 403
    assert auditor.post("/indicators/targets/take-over/").status_code == 403


def test_definitions_are_proposed_by_one_and_published_by_another(z: Zone) -> None:
    officer, leader = signed_in(z.officer), signed_in(z.leader)
    text = definitions(
        ("gdp_growth", "%", "kind: growth\n        counting: cumulative\n        better: up\n        green: 7")
    )
    answer = officer.post("/indicators/definitions/", {"text": text.replace("green: 7", "green: viel")})
    assert answer.status_code == 422
    assert "第" in flat(answer.content.decode()) or "line 12" in flat(answer.content.decode())
    assert officer.post("/indicators/definitions/", {"text": text}).status_code == 302
    pk = Proposal.objects.get().pk
    assert officer.post(f"/indicators/definitions/{pk}/publish/").status_code == 403
    assert leader.post(f"/indicators/definitions/{pk}/publish/").status_code == 302
    assert "达标" in flat(leader.get("/indicators/gdp_growth/").content.decode())
