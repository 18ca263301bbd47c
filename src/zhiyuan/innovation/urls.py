"""The room's pages."""

from django.urls import path

from zhiyuan.innovation.views import firm, lists

urlpatterns = [
    path("ladder/", lists.ladder, name="ladder"),
    path("ladder/judge/", lists.judge_now, name="ladder_judge"),
    path("ladder/firms/<int:pk>/", firm.firm, name="ladder_firm"),
    path("ladder/firms/<int:pk>/qualifications/", firm.qualification, name="ladder_qualification"),
    path("ladder/firms/<int:pk>/<slug:rule>/", firm.explain, name="ladder_explain"),
    path("ladder/qualifications/<int:pk>/end/", firm.end_qualification, name="ladder_qualification_end"),
    path("ladder/rules/<slug:rule>/", lists.rule, name="ladder_rule"),
]
