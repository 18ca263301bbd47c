"""The room's pages."""

from typing import Any

from django.urls import path, re_path

from zhiyuan.billing import views_bill, views_close, views_tenant
from zhiyuan.billing.views import accounts, advice, cost, curves, prices, tariffs

BILLS: list[Any] = [
    path("closes/", views_close.closes, name="closes"),
    path("closes/open/", views_close.open_close, name="close_open"),
    path("closes/<int:number>/", views_close.close, name="close"),
    path("closes/<int:number>/<slug:act>/", views_close.act, name="close_act"),
    path("bills/", views_bill.bills, name="bills"),
    path("bills/publication/", views_bill.published, name="publication"),
    re_path(r"^bills/publication\.(?P<form>pdf|xlsx)$", views_bill.published, name="publication_file"),
    path("bills/<int:number>/", views_bill.bill, name="bill"),
    re_path(r"^bills/(?P<number>[0-9]+)/bill\.(?P<form>pdf|xlsx)$", views_bill.bill_file, name="bill_file"),
    path("bills/<int:number>/lines/<int:place>/", views_bill.line, name="bill_line"),
    path("bills/<int:number>/paid/", views_bill.paid, name="bill_paid"),
]
TENANT: list[Any] = [
    path("mine/", views_tenant.mine, name="mine"),
    path("mine/<int:pk>/", views_tenant.tenant, name="tenant"),
    path("mine/<int:pk>/use/", views_tenant.use, name="tenant_use"),
    path("mine/<int:pk>/use/<str:day>/", views_tenant.day, name="tenant_day"),
]
PRICES: list[Any] = [
    path("prices/", prices.prices, name="prices"),
    path("prices/new/", prices.enter, name="price_new"),
    path("prices/workbook/", prices.take_over, name="prices_take_over"),
    re_path(r"^prices/(?P<name>template|prices)\.xlsx$", prices.workbook, name="prices_workbook"),
    path("prices/<int:pk>/", prices.price, name="price"),
    path("prices/<int:pk>/correct/", prices.correct, name="price_correct"),
    re_path(r"^prices/(?P<pk>[0-9]+)/(?P<act>check|reject)/$", prices.decide, name="price_decide"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/", accounts.account, name="account_terms"),
    path("accounts/<int:pk>/advice/", advice.advise, name="account_advice"),
    path("accounts/<int:pk>/cost-of-savings/", cost.cost_of_savings, name="cost_of_savings"),
    re_path(
        r"^accounts/(?P<pk>[0-9]+)/cost-of-savings\.(?P<form>pdf|xlsx)$", cost.cost_file, name="cost_of_savings_file"
    ),
    re_path(rf"^accounts/(?P<pk>[0-9]+)/(?P<act>{'|'.join(accounts.FORMS)})/$", accounts.act, name="account_act"),
    path("curves/<int:pk>/correct/", curves.correct, name="curve_correct"),
    re_path(r"^curves/(?P<pk>[0-9]+)/(?P<act>check|reject)/$", curves.decide, name="curve_decide"),
    path("tariffs/", tariffs.calendar, name="tariffs"),
]
urlpatterns: list[Any] = [*BILLS, *TENANT, *PRICES]
