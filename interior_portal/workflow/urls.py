"""Addresses of `workflow`."""

from django.urls import path

from interior_portal.workflow.views import course, running, seeing

app_name = "workflow"
urlpatterns = [
    path("events/", seeing.events, name="events"),
    path("procedures/", running.procedures, name="procedures"),
    path("procedures/<str:code>/", running.procedure, name="procedure"),
    path("<slug:reference>/course/", course.course, name="course"),
]
