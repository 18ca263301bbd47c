"""What the pages of prices and accounts share: who may look, and refusals as messages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from zhiyuan.billing.models import Account
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import site as the_site

VIEW = "billing.view_prices"  # a tenant who may see their own bills has no business here


def seen_site(request: HttpRequest) -> Any:
    """The park, if the reader may look at its prices and accounts."""
    site = the_site()
    demand(request.user, VIEW, site)
    return site


def seen_account(request: HttpRequest, pk: int) -> Account:
    """One of its accounts, likewise."""
    found: Account = get_object_or_404(Account.objects.select_related("site", "meter"), pk=pk, site=seen_site(request))
    return found


def lines(failure: ZhiyuanError) -> list[str]:
    """What a refusal says, one line a problem."""
    listed = failure.params.get("problems")
    return [p.render(gettext) for p in listed] if isinstance(listed, list) else [failure.render(gettext)]


def done(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    """Act, and say on the next page what came of it."""
    try:
        act()
    except ZhiyuanError as failure:
        for line in lines(failure):
            messages.error(request, line)
        return False
    messages.success(request, words)
    return True


def decided(
    request: HttpRequest, act: str, row: Any, check: Callable[..., Any], reject: Callable[..., Any], counts: str
) -> None:
    """Check or reject what another person entered; ``counts`` says on the next page that it holds now."""
    if act == "check":
        done(request, lambda: check(request.user, row), counts)
    else:
        reason = request.POST.get("reason", "")
        done(request, lambda: reject(request.user, row, reason=reason), gettext("Rejected; the entry stays on record."))


def submitted(form: Any, act: Callable[[], Any]) -> Any:
    """What came of a valid form; a refusal becomes errors of the form, and None."""
    try:
        return act()
    except ZhiyuanError as failure:
        for line in lines(failure):
            form.add_error(None, line)
        return None
