"""The room's pages."""

urlpatterns: list[object] = []
