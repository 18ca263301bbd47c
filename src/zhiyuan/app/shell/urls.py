"""The shell's own pages."""

from django.urls import path

from zhiyuan.app.shell import views, views_data, views_energy, views_figure, views_ops

urlpatterns = [
    path("", views.home, name="home"),
    path("account/home/", views.choose_home, name="choose_home"),
    path("bell/", views_ops.bell, name="bell"),
    path("ops/", views_ops.ops, name="ops"),
    path("ops/floors/", views_ops.ops_floors, name="ops_floors"),
    path("ops/use/", views_ops.ops_use, name="ops_use"),
    path("energy/", views_energy.energy, name="energy"),
    path("energy/figure/", views_figure.opened, name="figure"),
    path("data/", views_data.data, name="data"),
    path("data/<int:entry>/<slug:act>/", views_data.act, name="data_act"),
]
