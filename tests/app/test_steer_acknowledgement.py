"""What comes back decides: reached, off target, no answer, overtaken."""

from zhiyuan.app.steering.acknowledgement import NO_ANSWER, OFF_TARGET, OVERTAKEN, REACHED, Pending, Sent
from zhiyuan.app.steering.order import CONTACTOR, REST, Order


def pending() -> Pending:
    return Pending({("gw", "g1"): ("L1", "L2")}, timeout_s=3.0, retries=3)


def sent(command_id: str, level: float = 0.5, at: float = 0.0, tries: int = 1, target: str = "g1") -> Sent:
    return Sent(command_id, "gw", (Order(target, level, "occupancy", REST, at, tries=tries),), at)


def outcome(pending: Pending, command_id: str, levels: dict[str, float]) -> str:
    (verdict,) = pending.answer(command_id, levels, {})
    return verdict.outcome


def test_a_group_whose_lamps_all_read_back_has_reached_its_level() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    assert outcome(waiting, "a", {"L1": 50.0, "L2": 48.0}) == REACHED
    assert waiting.overdue(99) == ()


def test_a_lamp_at_another_level_is_off_target() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    assert outcome(waiting, "a", {"L1": 50.0, "L2": 100.0}) == OFF_TARGET


def test_a_lamp_that_is_not_in_the_answer_is_named() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    (verdict,) = waiting.answer("a", {"L1": 50.0}, {})
    assert (verdict.outcome, verdict.wrong, verdict.right) == (NO_ANSWER, ("L2",), ("L1",))


def test_silence_is_tried_again_three_times_and_no_more() -> None:
    waiting, now, tries = pending(), 0.0, []
    waiting.send(sent("c1"))
    for n in range(2, 9):
        now += 3.0
        (verdict,) = waiting.overdue(now)
        tries.append(verdict.order.tries)
        if not waiting.again(verdict):
            break
        waiting.send(sent(f"c{n}", at=now, tries=verdict.order.tries + 1))
    assert tries == [1, 2, 3, 4]


def test_before_the_time_is_up_nothing_is_late() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    assert waiting.overdue(2.9) == ()


def test_an_answer_to_a_command_that_was_overtaken_judges_nothing() -> None:
    waiting = pending()
    waiting.send(sent("old", 0.2))
    waiting.send(sent("new", 0.9))
    assert outcome(waiting, "old", {"L1": 20.0, "L2": 20.0}) == OVERTAKEN
    assert outcome(waiting, "new", {"L1": 90.0, "L2": 90.0}) == REACHED


def test_a_late_command_that_was_overtaken_is_not_tried_again() -> None:
    waiting = pending()
    waiting.send(sent("old"))
    waiting.send(sent("new", at=2.0))
    (verdict,) = waiting.overdue(3.5)
    assert verdict.outcome == OVERTAKEN
    assert not waiting.again(verdict)


def test_an_unknown_acknowledgement_is_ignored() -> None:
    assert pending().answer("never sent", {"L1": 1.0}, {}) == ()


def test_a_contactor_is_judged_by_its_position() -> None:
    waiting = pending()
    waiting.send(sent("k", 1.0, target=CONTACTOR + "c1"))
    (verdict,) = waiting.answer("k", {}, {"c1": 0})
    assert verdict.outcome == OFF_TARGET
    waiting.send(sent("k2", 1.0, target=CONTACTOR + "c1"))
    assert waiting.answer("k2", {}, {"c1": 1})[0].outcome == REACHED


def test_a_gateway_that_has_gone_is_not_waited_for() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    waiting.forget("gw", ["g1"])
    (verdict,) = waiting.overdue(5)
    assert verdict.outcome == OVERTAKEN


def test_a_lamp_that_failed_every_try_holds_its_group_up_no_more() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    (verdict,) = waiting.answer("a", {"L1": 50.0}, {})
    waiting.give_up(verdict)
    waiting.send(sent("b", 0.9))
    assert outcome(waiting, "b", {"L1": 90.0}) == REACHED
    assert waiting.hopeless == {"L2"}


def test_a_lamp_that_answers_again_counts_again() -> None:
    waiting = pending()
    waiting.hopeless.add("L2")
    waiting.send(sent("a"))
    outcome(waiting, "a", {"L1": 50.0, "L2": 50.0})
    assert waiting.hopeless == set()


def test_a_silent_gateway_makes_no_lamp_hopeless() -> None:
    waiting = pending()
    waiting.send(sent("a"))
    (verdict,) = waiting.overdue(3.0)
    waiting.give_up(verdict)
    assert waiting.hopeless == set()
