"""Addresses of the reports: one module an area."""

from django.urls import URLPattern

from reports.urls import annual, boards, open_figures, year

app_name = "reports"
urlpatterns: list[URLPattern] = [
    *annual.urlpatterns,
    *boards.urlpatterns,
    *open_figures.urlpatterns,
    *year.urlpatterns,
]
