"""The room's pages."""

from django.urls import path

from zhiyuan.cases import (
    views,
    views_apply,
    views_kinds,
    views_papers,
    views_promises,
    views_ratings,
    views_track,
    views_visit,
)

urlpatterns = [
    path("cases/", views.work, name="case_work"),
    path("cases/all/", views.cases, name="cases"),
    path("cases/promises/", views_promises.promises, name="case_promises"),
    path("cases/ratings/", views_ratings.ratings, name="case_ratings"),
    path("cases/new/", views.choose, name="case_choose"),
    path("cases/new/<slug:key>/", views_apply.apply, name="case_apply"),
    path("cases/new/<slug:key>/check/", views_apply.check, name="case_check"),
    path("cases/new/<slug:key>/discard/", views_apply.discard, name="case_discard"),
    path("cases/kinds/", views_kinds.kinds, name="kinds"),
    path("cases/kinds/propose/", views_kinds.propose, name="kind_propose"),
    path("cases/kinds/proposed/<int:pk>/", views_kinds.proposal, name="kind_proposal"),
    path("cases/kinds/proposed/<int:pk>/publish/", views_kinds.publish, name="kind_publish"),
    path("cases/kinds/of/<slug:key>/", views_kinds.kind, name="kind"),
    path("cases/kinds/of/<slug:key>/move/", views_kinds.move, name="kind_move"),
    path("visits/", views_visit.visits, name="visits"),
    path("visits/new/", views_visit.plan, name="visit_plan"),
    path("visits/<int:pk>/", views_visit.one, name="visit"),
    path("visits/<int:pk>/settle/", views_visit.settle, name="visit_settle"),
    path("visits/<int:pk>/find/", views_visit.find, name="visit_find"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("track/", views_track.track, name="track"),
    path("cases/<int:pk>/receipt.pdf", views_track.receipt, name="case_receipt"),
    path("cases/<int:pk>/notice.pdf", views_track.notice, name="case_notice"),
    path("cases/<int:pk>/act/", views.act, name="case_act"),
    path("cases/<int:pk>/files/", views_papers.add, name="case_files"),
    path("cases/<int:pk>/files/reuse/", views_papers.reuse, name="case_file_reuse"),
    path("cases/<int:pk>/files/<int:paper>/", views_papers.download, name="case_file"),
    path("cases/<int:pk>/files/<int:paper>/picture/", views_papers.picture, name="case_picture"),
    path("cases/<int:pk>/files/<int:paper>/remove/", views_papers.remove, name="case_file_remove"),
]
