"""The annual report: its editions, its words, its books and its numbers."""

from django.urls import path

from reports.views.annual import editions, narratives

EDITION = "annual/<int:year>/<int:number>/"
TEXT = f"{EDITION}texts/<slug:chapter>/<slug:section>/"

urlpatterns = [
    path("annual/", editions.annual_reports, name="annual_reports"),
    path("annual/begin/", editions.annual_begin, name="annual_begin"),
    path(EDITION, editions.annual_edition, name="annual_edition"),
    path(f"{EDITION}approve/", editions.annual_approve, name="annual_approve"),
    path(f"{EDITION}reopen/", editions.annual_reopen, name="annual_reopen"),
    path(f"{EDITION}release/", editions.annual_release, name="annual_release"),
    path(TEXT, narratives.annual_text, name="annual_text"),
    path(f"{TEXT}rule/", narratives.annual_rule, name="annual_rule"),
]
