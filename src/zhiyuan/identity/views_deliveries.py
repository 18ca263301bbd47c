"""What could not be delivered outside the pages, why, and sending it again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity import outbox, queries_notifications, services
from zhiyuan.identity.models import Delivery
from zhiyuan.identity.notification import CHINESE
from zhiyuan.identity.verbs import demand, may

PER_PAGE = 50
STATE = {
    outbox.WAITING: gettext_lazy("waiting"),
    outbox.SENDING: gettext_lazy("being sent"),
    outbox.SENT: gettext_lazy("sent"),
    outbox.READ: gettext_lazy("read in the inbox"),
    outbox.FAILED: gettext_lazy("failed"),
}
WAY = {
    "mail": gettext_lazy("Mail"), "sms": gettext_lazy("SMS"), "wecom": gettext_lazy("WeCom group"),
    "dingtalk": gettext_lazy("DingTalk group"),
}  # fmt: skip
TAG = {outbox.FAILED: "tag-bad", outbox.SENT: "tag-ok", outbox.READ: "tag-ok"}


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What has not arrived, or by state; no address is shown."""
    demand(request.user, "identity.view_deliveries")
    asked = request.GET.get("state", "")
    state = asked if asked in STATE else ""
    page = Paginator(queries_notifications.deliveries(state), PER_PAGE).get_page(request.GET.get("page"))
    language = get_language() or CHINESE
    context = {
        "page": page,
        "rows": [(row, queries_notifications.line(row.notification, language), WAY[row.way], STATE[row.state],
                  TAG.get(row.state, "")) for row in page],
        "states": [("", _("Not arrived"), not state), *((key, words, key == state) for key, words in STATE.items())],
        "may_resend": may(request.user, "identity.resend_delivery"),
    }  # fmt: skip
    return render(request, "identity/deliveries.html", context)


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one be tried anew."""
    demand(request.user, "identity.view_deliveries")
    services.resend_delivery(request.user, get_object_or_404(Delivery, pk=pk))
    messages.success(request, _("It will be sent again within five minutes."))
    return redirect("deliveries")
