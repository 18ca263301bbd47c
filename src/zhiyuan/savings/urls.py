"""The room's pages."""

from django.urls import path, re_path

from zhiyuan.savings import views

urlpatterns = [
    path("savings/", views.savings, name="savings"),
    re_path(r"^savings/report\.(?P<form>pdf|xlsx|json)$", views.report_file, name="savings_report"),
    path("savings/adjustments/", views.propose, name="savings_propose"),
    re_path(r"^savings/adjustments/(?P<pk>\d+)/(?P<act>approve|reject)/$", views.decide, name="savings_decide"),
    path("savings/baseline-days/", views.draw_days, name="savings_draw"),
    path("savings/baseline-days/<int:pk>/veto/", views.veto_day, name="savings_veto"),
    path("savings/issued/", views.issue, name="savings_issue"),
    path("savings/issued/<int:pk>/", views.issued, name="savings_issued"),
]
