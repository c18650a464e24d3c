"""Addresses of the reports: one module an area."""

from django.urls import URLPattern

from reports.urls import boards, open_figures

app_name = "reports"
urlpatterns: list[URLPattern] = [*boards.urlpatterns, *open_figures.urlpatterns]
