"""The four kinds of failure as status and words; one table for pages, fragments and the API."""

from django.utils.translation import gettext

from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused, ZhiyuanError

STATUS: dict[type[ZhiyuanError], int] = {Malformed: 400, NotFound: 404, Refused: 409, NotReady: 503}
ASKED_GRANT = frozenset({"person", "act", "target"})  # the parameters of identity's refusal


def status(failure: ZhiyuanError) -> int:
    """400, 404, 503; a missing grant is 403, any other rule that says no 409."""
    if isinstance(failure, Refused) and failure.params.keys() == ASKED_GRANT:
        return 403
    return next(code for kind, code in STATUS.items() if isinstance(failure, kind))


def words(failure: ZhiyuanError) -> str:
    """The message in the reader's language."""
    return failure.render(gettext)
