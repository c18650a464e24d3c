"""Addresses of the reports: one module an area."""

from django.urls import URLPattern

from reports.urls import boards

app_name = "reports"
urlpatterns: list[URLPattern] = [*boards.urlpatterns]
