"""The room's pages."""

from django.urls import path

from zhiyuan.innovation.views import firm, lists, rules

urlpatterns = [
    path("ladder/", lists.ladder, name="ladder"),
    path("ladder/judge/", lists.judge_now, name="ladder_judge"),
    path("ladder/firms/<int:pk>/", firm.firm, name="ladder_firm"),
    path("ladder/firms/<int:pk>/qualifications/", firm.qualification, name="ladder_qualification"),
    path("ladder/firms/<int:pk>/<slug:rule>/", firm.explain, name="ladder_explain"),
    path("ladder/qualifications/<int:pk>/end/", firm.end_qualification, name="ladder_qualification_end"),
    path("ladder/rule-sets/", rules.rule_sets, name="rule_sets"),
    path("ladder/rule-sets/begin/", rules.begin, name="rule_set_begin"),
    path("ladder/rule-sets/<slug:rule>/", rules.rule_set, name="rule_set"),
    path("ladder/rule-sets/<slug:rule>/file/", rules.rule_set_file, name="rule_set_file"),
    path("ladder/proposals/<int:pk>/", rules.rule_proposal, name="rule_proposal"),
    path("ladder/proposals/<int:pk>/publish/", rules.rule_publish, name="rule_publish"),
    path("ladder/proposals/<int:pk>/withdraw/", rules.rule_withdraw, name="rule_withdraw"),
    path("ladder/rules/<slug:rule>/", lists.rule, name="ladder_rule"),
]
