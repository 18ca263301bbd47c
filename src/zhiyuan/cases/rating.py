"""好差评: what the firm says of its case, once; a bad rating is called back and put right, or struck on appeal.

Saying nothing is not a rating: it is neither good nor bad, and a rate is over the ratings there are. In a case the
firm signs in, so every rating has a name and every bad one must be called back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.state import APPEALED, STANDS, STRUCK, Rating, State, moment
from zhiyuan.kernel import reference
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.workday import working_day_after

LEVEL: Mapping[str, Words] = {
    "very_good": Words("非常满意", "very satisfied"),
    "good": Words("满意", "satisfied"),
    "fair": Words("基本满意", "fairly satisfied"),
    "bad": Words("不满意", "dissatisfied"),
    "very_bad": Words("非常不满意", "very dissatisfied"),
}
BAD = frozenset({"bad", "very_bad"})
PUT_RIGHT = "cases/rating#put_right_working_days"


def rate(kind: Kind, state: State, event: Event) -> State:
    """The firm itself says how it was, once for a case; nobody says it for the firm."""
    level = event.said("level")
    if event.on_behalf:
        raise Refused("nobody rates for {firm} but {firm}", firm=event.on_behalf)
    if state.rating is not None:
        raise Refused("it was rated already: one case, one rating")
    if level not in LEVEL:
        raise Malformed("{level} is no level; there are {levels}", level=level or "–", levels=", ".join(LEVEL))
    by = frozenset(done.by for done in state.done.values())
    return replace(state, rating=Rating(level, moment(event), by))


def call_back(kind: Kind, state: State, event: Event) -> State:
    """Somebody called the firm about its bad rating, and writes down what it said."""
    rating = _answerable(state)
    event.reason()
    if rating.called:
        raise Refused("the firm was called back already")
    return replace(state, rating=replace(rating, called=moment(event)))


def put_right(kind: Kind, state: State, event: Event) -> State:
    """What the bad rating was about is put right, after the firm was heard."""
    rating = _answerable(state)
    event.reason()
    if not rating.called:
        raise Refused("call the firm back first")
    if rating.righted:
        raise Refused("it was put right already")
    return replace(state, rating=replace(rating, righted=moment(event)))


def appeal(kind: Kind, state: State, event: Event) -> State:
    """The desk holds a bad rating to be mistaken or malicious; once, with its reason."""
    rating = _answerable(state)
    event.reason()
    if rating.appeal:
        raise Refused("there was an appeal against this rating already")
    return replace(state, rating=replace(rating, appeal=APPEALED, appellant=event.actor))


def strike(kind: Kind, state: State, event: Event) -> State:
    """The appeal holds: the rating is struck and counts nowhere."""
    return replace(state, rating=replace(_appealed(state, event), appeal=STRUCK))


def let_stand(kind: Kind, state: State, event: Event) -> State:
    """The appeal does not hold: the rating stands, and its days went on."""
    return replace(state, rating=replace(_appealed(state, event), appeal=STANDS))


def answerable(state: State) -> bool:
    """Whether a bad rating stands that somebody has to answer."""
    return state.rating is not None and state.rating.level in BAD and state.rating.appeal != STRUCK


def put_right_by(rating: Rating) -> date:
    """The last day on which a bad rating is called back and put right, by the book."""
    return working_day_after(rating.when.day, reference.value(PUT_RIGHT, rating.when.day))


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How many cases ended, how many of them were rated, how well; rates are None where there is nothing to divide."""

    ended: int
    rated: int
    good: int
    bad: int
    called: int
    right_in_time: int
    overdue: int

    @property
    def rated_share(self) -> Fraction | None:
        """Rated of ended."""
        return Fraction(self.rated, self.ended) if self.ended else None

    @property
    def good_share(self) -> Fraction | None:
        """Good of rated; those who said nothing are in neither."""
        return Fraction(self.good, self.rated) if self.rated else None


def satisfaction(ended: int, ratings: Iterable[Rating], today: date) -> Satisfaction:
    """Count ratings; a struck one counts as none."""
    counted = [r for r in ratings if r.appeal != STRUCK]
    bad = [r for r in counted if r.level in BAD]
    in_time = [r for r in bad if r.righted and r.righted.day <= put_right_by(r)]
    late = [r for r in bad if not r.righted and today > put_right_by(r)]
    called = [r for r in bad if r.called]
    return Satisfaction(ended, len(counted), len(counted) - len(bad), len(bad), len(called), len(in_time), len(late))


def _answerable(state: State) -> Rating:
    if state.rating is None or not answerable(state):
        raise Refused("there is no bad rating to answer")
    return state.rating


def _appealed(state: State, event: Event) -> Rating:
    """Judged by somebody who was neither rated nor appealed."""
    rating = state.rating
    event.reason()
    if rating is None or rating.appeal != APPEALED:
        raise Refused("there is no appeal to decide")
    if event.actor in rating.rated or event.actor == rating.appellant:
        raise Refused("{person} was rated or appealed: somebody else decides", person=event.actor)
    return rating
