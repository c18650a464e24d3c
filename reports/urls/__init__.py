"""Addresses of the reports: one module an area."""

from django.urls import URLPattern

from reports.urls import annual, boards, meetings, open_figures, panorama, year

app_name = "reports"
urlpatterns: list[URLPattern] = [
    *annual.urlpatterns,
    *boards.urlpatterns,
    *meetings.urlpatterns,
    *open_figures.urlpatterns,
    *panorama.urlpatterns,
    *year.urlpatterns,
]
