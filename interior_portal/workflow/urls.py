"""Addresses of `workflow`."""

from django.urls import path

from interior_portal.workflow.views import seeing

app_name = "workflow"
urlpatterns = [path("events/", seeing.events, name="events")]
