"""Accounts, terms, prices and curves as people enter, check, reject and correct them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.priced import APRIL, SOURCE, Priced
from billing.test_queries import APRIL as APRIL_SPAN
from zhiyuan.billing import queries, services
from zhiyuan.billing.models import Account, PriceSheet
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

MAY = {"start": date(2026, 5, 1), "end": date(2026, 6, 1), "source": SOURCE}
PRICES = {name: Decimal(text) for name, text in APRIL.items()}


def enter(of: Priced, **other: Any) -> Any:
    return services.enter_prices(of.li, of.site, **(MAY | PRICES | other))


def test_prices_count_once_a_second_person_checked_them(bills: Priced) -> None:
    made = enter(bills)
    assert made.state == "waiting"
    services.check_prices(bills.wang, made)
    assert PriceSheet.objects.get(pk=made.pk).state == "checked"
    line = Trail.objects.get(verb="billing.check_prices")
    assert (line.before["checked_by"], line.after["checked_by"]) == (None, bills.wang.pk)


def test_whoever_entered_prices_may_not_check_them(bills: Priced) -> None:
    with pytest.raises(Refused, match="another person has to check them"):
        services.check_prices(bills.li, enter(bills))


def test_a_missing_component_is_named(bills: Priced) -> None:
    with pytest.raises(Malformed, match="the demand price is missing; two-part prices"):
        enter(bills, mode="two_part", capacity=Decimal(24))
    with pytest.raises(Malformed, match="single-part prices have no capacity price"):
        enter(bills, capacity=Decimal(24))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"td": Decimal("-0.01")},
            "transmission and distribution price is -0.01",
        ),
        ({"energy": Decimal("49.78")}, "Is it in fen"),
        ({"loss": Decimal("NaN")}, "not a number"),
        ({"fund": Decimal("0.1234567890123")}, "13 decimals; enter the published figure"),
        ({"source": " "}, "where the prices are published"),
        ({"end": date(2026, 5, 1)}, "holds on no day"),
        ({"voltage": "20"}, "voltage is one of 0.4, 10, 35, 110, 220, not 20"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(bills: Priced, said: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        enter(bills, **said)
    assert PriceSheet.objects.count() == 1


def test_several_reasons_are_all_said(bills: Priced) -> None:
    with pytest.raises(Malformed) as failure:
        enter(bills, td=Decimal(-1), source="")
    assert "is -1; a price is never below zero" in str(failure.value)
    assert "where the prices are published" in str(failure.value)


def test_prices_do_not_overlap_those_that_stand_or_wait(bills: Priced) -> None:
    with pytest.raises(Refused, match=r"2026-04-01 to 2026-05-01 .* there already \(checked, entered by li\)"):
        enter(bills, start=date(2026, 4, 30), end=date(2026, 5, 2))
    waiting = enter(bills)
    with pytest.raises(Refused, match="waiting for its check"):
        enter(bills)
    services.reject_prices(bills.wang, waiting, reason="misread a column")
    assert enter(bills).state == "waiting"


def test_rejected_prices_never_count(bills: Priced) -> None:
    made = enter(bills)
    with pytest.raises(Malformed, match="say why"):
        services.reject_prices(bills.wang, made, reason="")
    services.reject_prices(bills.li, made, reason="my own slip")
    with pytest.raises(Refused, match="decided already"):
        services.check_prices(bills.wang, made)


def test_a_correction_takes_the_place_of_what_it_corrects_once_checked(bills: Priced) -> None:
    old = PriceSheet.objects.get()
    with pytest.raises(Malformed, match="say why the prices are corrected"):
        services.correct_prices(bills.wang, old, **PRICES, source=SOURCE, reason=" ")
    said = PRICES | {"energy": Decimal("0.36"), "source": "https://example.invalid/errata"}
    new = services.correct_prices(bills.wang, old, **said, reason="errata of 9 May")
    assert queries.tariff(bills.account, APRIL_SPAN).sheets[0].components.energy == Decimal("0.37")
    with pytest.raises(Refused, match="waits for its check already"):
        services.correct_prices(bills.wang, old, **said, reason="again")
    services.check_prices(bills.li, new)
    old.refresh_from_db()
    assert (old.state, new.version, new.corrects_id) == ("superseded", 2, old.pk)
    assert queries.tariff(bills.account, APRIL_SPAN).sheets[0].components.energy == Decimal("0.36")
    with pytest.raises(Refused, match="only checked prices are corrected"):
        services.correct_prices(bills.wang, old, **said, reason="too late")


def test_terms_of_the_same_day_take_the_place_of_others_with_a_reason(bills: Priced) -> None:
    with pytest.raises(Malformed, match="terms from 2026-01-01 are on record; say why"):
        services.set_terms(bills.li, bills.account, start=date(2026, 1, 1), tou_elected=False)
    services.set_terms(bills.li, bills.account, start=date(2026, 1, 1), tou_elected=False, reason="misread contract")
    services.set_terms(
        bills.li, bills.account, start=date(2026, 7, 1), mode="two_part", basic="capacity", kva=Decimal(630)
    )
    assert [(t.start.month, t.tou_elected, t.mode) for t in queries.terms_of(bills.account)] == [
        (1, False, "single"),
        (7, True, "two_part"),
    ]
    held = queries.terms_on(bills.account, date(2026, 8, 1))
    assert held is not None
    assert held.kva == 630


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mode": "two_part", "basic": "capacity"}, "needs the transformer capacity"),
        ({"mode": "two_part", "basic": "contract"}, "needs the contract demand"),
        ({"pf_standard": "0.95"}, "power factor standard is one of"),
        ({"kva": Decimal(-1)}, "not below zero"),
    ],
)
def test_terms_that_cannot_be_are_refused(bills: Priced, said: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        services.set_terms(bills.li, bills.account, start=date(2026, 6, 1), **said)


def test_an_account_is_counted_by_a_meter_that_is_there(bills: Priced) -> None:
    with pytest.raises(NotFound, match="no meter m9"):
        services.add_account(bills.li, bills.site, key="road", name="路灯户", meter="m9")
    made = services.add_account(
        bills.li, bills.site, key="road", name="路灯户", meter="m1", voltage="0.4", number="4100"
    )
    services.change_account(bills.li, made, meter="", virtual_meter="lights")
    assert Account.objects.get(key="road").counted_by == "lights"
    with pytest.raises(Refused, match="has an account road already"):
        services.add_account(bills.li, bills.site, key="road", name="路灯户")


def test_contract_curves_follow_the_same_two_steps(bills: Priced) -> None:
    hours = [Decimal("0.41")] * 24
    said = {"start": date(2026, 4, 1), "end": date(2026, 5, 1), "source": "contract 7"}
    with pytest.raises(Malformed, match="24 hourly prices, not 23"):
        services.enter_curve(bills.li, bills.account, hourly=hours[:23], **said)
    with pytest.raises(Malformed, match="the price from 5 o'clock is -1"):
        services.enter_curve(bills.li, bills.account, hourly=[*hours[:5], Decimal(-1), *hours[6:]], **said)
    curve = services.enter_curve(bills.li, bills.account, hourly=hours, **said)
    with pytest.raises(Refused, match="there already"):
        services.enter_curve(bills.li, bills.account, hourly=hours, **said)
    with pytest.raises(Refused, match="another person"):
        services.check_curve(bills.li, curve)
    services.check_curve(bills.wang, curve)
    new = services.correct_curve(
        bills.li, curve, hourly=[Decimal("0.40"), *hours[1:]], source="contract 7b", reason="renegotiated"
    )
    services.check_curve(bills.wang, new)
    curve.refresh_from_db()
    assert (curve.state, new.hourly[0]) == ("superseded", "0.40")


def test_whoever_may_only_look_enters_nothing(bills: Priced) -> None:
    from small_park import person

    leader = person("zhao", "leader")
    with pytest.raises(Refused, match=r"may not billing\.enter_prices"):
        services.enter_prices(leader, bills.site, **(MAY | PRICES))
