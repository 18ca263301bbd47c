"""The pages and the API: from a figure to its origin, for those who may, and honest where nothing is known."""

import re

from indicators.seeded import Zone
from small_park import person, signed_in


def test_a_figure_opens_to_its_source_in_two_clicks(z: Zone) -> None:
    client = signed_in(z.leader)
    page = client.get("/cockpit/").content.decode()
    (way,) = re.findall(r'id="f-gdp_growth">\s*<h3><a href="([^"]+)"', page)
    page = client.get(way).content.decode()
    assert "市委宣传部" in page
    assert "2025-01-08" in page
    assert "可比价" in page


def test_a_formula_shows_its_parts_and_each_opens(z: Zone) -> None:
    page = signed_in(z.leader).get("/indicators/tax_share/").content.decode()
    assert "[tax_revenue] / [budget_revenue]" in page
    assert "/indicators/tax_revenue/" in page


def test_a_live_figure_opens_the_page_of_its_room(z: Zone) -> None:
    page = signed_in(z.leader).get("/indicators/firms_visited/").content.decode()
    assert 'href="/visits/"' in page


def test_the_past_is_shown_as_it_was_known(z: Zone) -> None:
    client = signed_in(z.leader)
    assert "f-gdp_growth" not in client.get("/cockpit/?on=2025-01-07").content.decode()
    assert "f-gdp_growth" in client.get("/cockpit/?on=2025-01-08").content.decode()
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
    page = signed_in(empty.leader).get("/cockpit/").content.decode()
    assert "f-gdp_growth" not in page
    assert "f-cases_open" in page
