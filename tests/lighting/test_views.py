"""The floor plan and its panels: who sees what, taking over, giving back, fire."""

import re

import pytest
from django.test import Client

from small_park import SmallPark, person, small_park
from zhiyuan.kernel import parktime
from zhiyuan.lighting import writes
from zhiyuan.lighting.models import Calibration, MeterReading, Override

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def park() -> SmallPark:
    return small_park()


@pytest.fixture
def operator(park: SmallPark, client: Client) -> Client:
    client.force_login(person(), backend=BACKEND)
    return client


def test_the_plan_draws_every_luminaire_and_marks_what_we_never_switch(operator: Client) -> None:
    page = operator.get("/lighting/b1-f1/").content.decode()
    assert page.count("data-lum=") == 7
    assert len(re.findall(r'class="lamp uncontrolled"\s+data-lum=', page)) == 1


def test_the_menu_leads_to_the_first_floor(operator: Client) -> None:
    assert operator.get("/lighting/").headers["Location"] == "/lighting/b1-f1/"


def test_without_control_the_page_says_that_nothing_was_reported(operator: Client) -> None:
    assert "notice-warn" in operator.get("/lighting/b1-f1/").content.decode()


def test_a_luminaires_panel_offers_control_and_an_emergency_one_does_not(park: SmallPark, operator: Client) -> None:
    assert "/override/" in operator.get("/lighting/lum/L1/").content.decode()
    emergency = park.corridor.luminaires.get(duty="emergency")
    assert "/override/" not in operator.get(f"/lighting/lum/{emergency.key}/").content.decode()


def test_a_space_is_taken_over_and_given_back(park: SmallPark, operator: Client) -> None:
    sent = {"level": 90, "minutes": 30, "reason": "trial"}
    operator.post(f"/lighting/space/{park.office.pk}/override/", sent)
    (held,) = Override.objects.all()
    assert (held.level, held.reason, held.ended) == (0.9, "trial", None)
    assert "trial" in operator.get("/lighting/overrides/").content.decode()
    operator.post(f"/lighting/overrides/{held.pk}/release/")
    held.refresh_from_db()
    assert held.ended is not None


def test_a_level_below_the_standard_is_taken_and_the_answer_says_what_it_becomes(
    park: SmallPark, operator: Client
) -> None:
    sent = {"level": 10, "minutes": 15}
    page = operator.post(f"/lighting/space/{park.office.pk}/override/", sent, follow=True).content.decode()
    assert "75%" in page


def test_a_level_out_of_range_comes_back_in_the_form(park: SmallPark, operator: Client) -> None:
    answer = operator.post(f"/lighting/space/{park.office.pk}/override/", {"level": 140, "minutes": 30})
    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_an_electrician_enters_lux_readings_and_asks_for_the_nights_test(park: SmallPark, client: Client) -> None:
    client.force_login(person("electrician", "electrician"), backend=BACKEND)
    assert "× 1.10" in client.get("/lighting/space/o101/").content.decode()
    points = {f"lx_{g.pk}": 400 for g in park.office.groups.all()}
    client.post(f"/lighting/space/{park.office.pk}/meter-reading/", points | {"note": "TES-1339"})
    client.post(f"/lighting/space/{park.office.pk}/step-test/")
    waiting = Calibration.objects.get()
    writes.finish_calibration(waiting.pk, gain=1.0, expected_lx=400.0, readings=[], remark="", at=parktime.now())
    panel = client.get("/lighting/space/o101/").content.decode()
    assert "× 1.05" in panel
    assert "TES-1339" in panel


def test_a_lux_reading_that_cannot_be_comes_back_in_the_form(park: SmallPark, operator: Client) -> None:
    points = {f"lx_{g.pk}": 4 for g in park.office.groups.all()}
    answer = operator.post(f"/lighting/space/{park.office.pk}/meter-reading/", points)
    assert answer.status_code == 422
    assert "400" in answer.content.decode()
    assert not MeterReading.objects.exists()


def test_a_whole_floor_is_taken_over_from_its_own_page(park: SmallPark, operator: Client) -> None:
    assert operator.get("/lighting/b1-f1/take-over/").status_code == 200
    operator.post(f"/lighting/floor/{park.floor.pk}/override/", {"level": 100, "minutes": 30})
    assert Override.objects.get().floor == park.floor


def test_who_may_only_look_gets_no_form_and_is_refused(park: SmallPark, client: Client) -> None:
    client.force_login(person("guest", "officer"), backend=BACKEND)
    assert "/override/" not in client.get("/lighting/space/o101/").content.decode()
    answer = client.post(f"/lighting/space/{park.office.pk}/override/", {"level": 90, "minutes": 30})
    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_a_stranger_to_the_park_does_not_learn_that_a_luminaire_exists(park: SmallPark, client: Client) -> None:
    client.force_login(person("tenant", "tenant"), backend=BACKEND)
    assert client.get("/lighting/lum/L1/").status_code == 404


def test_a_scene_is_chosen_and_ended(park: SmallPark, operator: Client) -> None:
    operator.post(f"/lighting/scenes/{park.scene.pk}/activate/")
    assert 'aria-pressed="true"' in operator.get("/lighting/b1-f1/").content.decode()
    operator.post(f"/lighting/scenes/{park.scene.pk}/end/")
    assert 'aria-pressed="true"' not in operator.get("/lighting/b1-f1/").content.decode()


def test_fire_is_shown_and_reset_only_when_its_input_is_clear(park: SmallPark, operator: Client) -> None:
    fire = {"sensor": "F1", "at": parktime.now()}
    writes.note_fire(park.building.pk, active=True, **fire)
    assert 'role="alert"' in operator.get("/lighting/b1-f1/").content.decode()
    page = operator.post(f"/lighting/fire/{park.building.pk}/reset/", {"back": "floors"}, follow=True)
    assert "F1" in page.content.decode()
    writes.note_fire(park.building.pk, active=False, **fire)
    operator.post(f"/lighting/fire/{park.building.pk}/reset/", {"back": "floors"})
    assert 'role="alert"' not in operator.get("/lighting/b1-f1/").content.decode()


def test_a_schedules_next_week_is_drawn(park: SmallPark, operator: Client) -> None:
    page = operator.get("/lighting/schedules/office/preview/").content.decode()
    assert page.count("<svg") == 7
    assert "12.0" in page


def test_two_parks_may_have_a_floor_of_one_key_and_each_page_is_its_own(park: SmallPark, operator: Client) -> None:
    other = small_park("south")
    other.floor.name = "南园一层"
    other.floor.save()
    assert operator.get("/lighting/").headers["Location"] == "/lighting/b1-f1/?site=park"
    chosen = operator.get(f"/lighting/?floor={other.floor.pk}").headers["Location"]
    assert chosen == "/lighting/b1-f1/?site=south"
    assert "南园一层" in operator.get(chosen).content.decode()
    assert f'data-floor="{park.floor.pk}"' in operator.get("/lighting/b1-f1/?site=park").content.decode()


def test_what_is_done_on_a_floor_of_the_second_park_stays_and_leads_back_there(
    park: SmallPark, operator: Client
) -> None:
    other = small_park("south")
    page = operator.get("/lighting/b1-f1/?site=south").content.decode()
    assert "/lighting/lum/{key}/?site=south" in page
    assert f"/lighting/group/{other.office.groups.first().pk}/override/" in (
        operator.get("/lighting/lum/L1/?site=south").content.decode()
    )
    answer = operator.post(f"/lighting/space/{other.office.pk}/override/", {"level": 90, "minutes": 30})
    assert answer.headers["Location"] == "/lighting/b1-f1/?site=south"
    assert len(operator.get("/lighting/b1-f1/?site=south").context["held"]) == 1
    assert operator.get("/lighting/b1-f1/?site=park").context["held"] == []


def test_a_bare_key_that_two_parks_have_is_answered_with_both_names(park: SmallPark, operator: Client) -> None:
    small_park("south")
    answer = operator.get("/lighting/b1-f1/")
    assert (answer.status_code, "park, south" in answer.content.decode()) == (404, True)


def test_who_may_see_one_of_two_parks_need_not_name_it(park: SmallPark, client: Client) -> None:
    other = small_park("south")
    client.force_login(person("south", "operator", other.site), backend=BACKEND)
    assert f'data-floor="{other.floor.pk}"' in client.get("/lighting/b1-f1/").content.decode()
    assert client.get("/lighting/b1-f1/?site=park").status_code == 404
