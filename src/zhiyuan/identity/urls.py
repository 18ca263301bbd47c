"""Signing in and out, one's account and inbox, people, the trail."""

from django.urls import path

from zhiyuan.identity import views, views_absence, views_deliveries, views_inbox, views_people, views_trail

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("preferences/", views.preferences, name="preferences"),
    path("inbox/", views_inbox.inbox, name="inbox"),
    path("inbox/read/", views_inbox.read_all, name="inbox_read_all"),
    path("inbox/settings/", views_inbox.settings, name="inbox_settings"),
    path("deliveries/", views_deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/resend/", views_deliveries.resend, name="delivery_resend"),
    path("inbox/<int:pk>/", views_inbox.opened, name="inbox_open"),
    path("people/", views_people.people, name="people"),
    path("people/new/", views_people.add, name="person_add"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/<slug:act>/", views_people.act, name="person_act"),
    path("absences/", views_absence.absences, name="absences"),
    path("absences/<int:pk>/end/", views_absence.end, name="absence_end"),
    path("trail/", views_trail.trail, name="trail"),
    path("trail/check/", views_trail.check, name="trail_check"),
]
