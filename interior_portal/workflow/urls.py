"""Addresses of `workflow`."""

from django.urls import path

from interior_portal.workflow import views

app_name = "workflow"
urlpatterns = [path("events/", views.events, name="events")]
