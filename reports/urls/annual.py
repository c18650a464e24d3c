"""The annual report: its editions, its words, its books and its numbers."""

from django.urls import path, re_path

from reports.views.annual import editions, makings, narratives

EDITION = "annual/<int:year>/<int:number>/"
TEXT = f"{EDITION}texts/<slug:chapter>/<slug:section>/"

urlpatterns = [
    path("annual/", editions.annual_reports, name="annual_reports"),
    path("annual/begin/", editions.annual_begin, name="annual_begin"),
    path(EDITION, editions.annual_edition, name="annual_edition"),
    path(f"{EDITION}approve/", editions.annual_approve, name="annual_approve"),
    path(f"{EDITION}reopen/", editions.annual_reopen, name="annual_reopen"),
    path(f"{EDITION}release/", editions.annual_release, name="annual_release"),
    path(f"{EDITION}make/", makings.annual_make, name="annual_make"),
    path(f"{EDITION}book/", makings.annual_book, name="annual_book"),
    path(f"{EDITION}numbers/<slug:code>/", makings.annual_number, name="annual_number"),
    re_path(
        r"^annual/(?P<year>\d{4})/(?P<number>\d{1,4})/figures\.(?P<form>csv|xlsx)$",
        makings.annual_numbers,
        name="annual_numbers",
    ),
    path("annual/orders/<slug:reference>/", makings.annual_making, name="annual_making"),
    path("annual/orders/<slug:reference>/cancel/", makings.annual_cancel, name="annual_cancel"),
    path(
        "annual/orders/<slug:reference>/download/", makings.annual_download, name="annual_download"
    ),
    path(TEXT, narratives.annual_text, name="annual_text"),
    path(f"{TEXT}rule/", narratives.annual_rule, name="annual_rule"),
]
