"""The room's pages."""

from django.urls import path

from zhiyuan.policies.views import edit, firm, lists, one

urlpatterns = [
    path("policies/", lists.policies, name="policies"),
    path("policies/match/", lists.match_now, name="policies_match"),
    path("policies/new/", edit.new, name="policy_new"),
    path("policies/mine/", firm.mine, name="policies_mine"),
    path("policies/firms/<int:pk>/", firm.firm, name="policies_firm"),
    path("policies/<int:pk>/", one.policy, name="policy"),
    path("policies/<int:pk>/edit/", edit.amend, name="policy_amend"),
    path("policies/<int:pk>/file/", one.file, name="policy_file"),
    path("policies/<int:pk>/firms/", lists.firms, name="policy_firms"),
    path("policies/<int:pk>/firms/<int:number>/", firm.match, name="policy_match"),
    path("policies/<int:pk>/<slug:what>/", one.act, name="policy_act"),
]
