from datetime import UTC, datetime, timedelta

from zhiyuan.adapters.http.breaker import REST, UNHEARD_LIMIT, Breaker

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(UNHEARD_LIMIT):
        assert breaker.lets(NOW)
        breaker = breaker.after(False, NOW)
    return breaker


def test_after_some_silence_in_a_row_nobody_asks_for_a_while() -> None:
    assert not opened().lets(NOW + REST - timedelta(seconds=1))


def test_after_the_rest_one_question_tries_and_its_silence_opens_it_again() -> None:
    later = NOW + REST
    assert opened().lets(later)
    assert not opened().after(False, later).lets(later + timedelta(seconds=1))


def test_an_answer_closes_it_and_forgets() -> None:
    assert opened().after(True, NOW + REST) == Breaker()


def test_silence_now_and_then_leaves_it_closed() -> None:
    breaker = Breaker()
    for heard in (False, False, True) * 5:
        breaker = breaker.after(heard, NOW)
    assert breaker.lets(NOW)
