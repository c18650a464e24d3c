"""Addresses of `notices`."""

from django.urls import path

from interior_portal.notices import views

app_name = "notices"
urlpatterns = [path("", views.inbox, name="inbox")]
