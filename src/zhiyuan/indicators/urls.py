"""The room's pages."""

from django.urls import path

from zhiyuan.indicators import (
    views,
    views_chain,
    views_chain_own,
    views_collect,
    views_firm,
    views_screen,
    views_targets,
)

urlpatterns = [
    path("chains/", views_chain.all_chains, name="chains"),
    path("chains/<slug:key>/", views_chain.chain, name="chain"),
    path("chains/<slug:key>/place/", views_chain.place, name="chain_place"),
    path("chains/<slug:key>/local/", views_chain.local, name="chain_local"),
    path("chains/<slug:key>/<slug:segment>/remove/<int:pk>/", views_chain.remove, name="chain_remove"),
    path("chains/<slug:key>/chain.pdf", views_chain.paper, name="chain_pdf"),
    path("chain-proposals/", views_chain_own.proposals, name="chain_proposals"),
    path("chain-proposals/<int:pk>/", views_chain_own.proposal, name="chain_proposal"),
    path("chain-proposals/<int:pk>/<slug:act>/", views_chain_own.settle, name="chain_settle"),
    path("cockpit/", views.cockpit, name="cockpit"),
    path("cockpit/screen/", views_screen.screen, name="cockpit_screen"),
    path("cockpit/screen/part/", views_screen.screen_part, name="cockpit_screen_part"),
    path("cockpit/briefing.pdf", views_screen.briefing, name="cockpit_briefing"),
    path("firms/<int:pk>/", views_firm.firm, name="firm"),
    path("firms/<int:pk>/saving/", views_firm.saving, name="firm_saving"),
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/owed/", views_collect.owed, name="indicators_owed"),
    path("indicators/collect/", views_collect.collect, name="indicators_collect"),
    path("indicators/collect/take-over/", views_collect.take_over, name="indicators_import"),
    path("indicators/collect/owed.xlsx", views_collect.workbook, name="indicators_workbook"),
    path("indicators/targets/", views_targets.targets, name="indicators_targets"),
    path("indicators/targets/take-over/", views_targets.take_over, name="indicators_targets_import"),
    path("indicators/targets/targets.xlsx", views_targets.workbook, name="indicators_targets_workbook"),
    path("indicators/definitions/", views_collect.definitions, name="indicators_definitions"),
    path("indicators/definitions/<int:pk>/publish/", views_collect.publish, name="indicators_publish"),
    path("indicators/<slug:key>/", views.indicator, name="indicator"),
]
