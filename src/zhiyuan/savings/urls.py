"""The room's pages."""

from django.urls import path, re_path

from zhiyuan.savings import views, views_study

urlpatterns = [
    path("savings/", views.savings, name="savings"),
    path("savings/money/", views.money, name="savings_money"),
    re_path(r"^savings/report\.(?P<form>pdf|xlsx|json)$", views.report_file, name="savings_report"),
    path("savings/circuits/new/", views_study.study, name="savings_study_new"),
    path("savings/circuits/of/<slug:circuit>/", views_study.study, name="savings_study"),
    path("savings/adjustments/", views.propose, name="savings_propose"),
    re_path(r"^savings/adjustments/(?P<pk>\d+)/(?P<act>approve|reject)/$", views.decide, name="savings_decide"),
    path("savings/baseline-days/", views.draw_days, name="savings_draw"),
    path("savings/baseline-days/<int:pk>/veto/", views.veto_day, name="savings_veto"),
    path("savings/issued/", views.issue, name="savings_issue"),
    path("savings/issued/<int:pk>/", views.issued, name="savings_issued"),
]
