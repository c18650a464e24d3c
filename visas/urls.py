"""Addresses of the Visa Directorate: nouns, the verb last, references and never keys."""

from django.urls import path

from visas.views import catalogue, counter, desk, draft, status

app_name = "visas"
urlpatterns = [
    # everybody
    path("", catalogue.kinds, name="kinds"),
    path("kinds/<slug:code>/", catalogue.kind, name="kind"),
    # the applicant
    path("kinds/<slug:code>/begin/", catalogue.begin, name="begin"),
    path("applications/<slug:reference>/", status.application, name="application"),
    path("applications/<slug:reference>/photo/", draft.photo, name="photo"),
    path("applications/<slug:reference>/documents/", draft.documents, name="documents"),
    path("applications/<slug:reference>/documents/<slug:code>/", draft.document, name="document"),
    path("applications/<slug:reference>/check/", draft.check, name="check"),
    path("applications/<slug:reference>/pages/<slug:code>/", draft.section, name="section"),
    path("applications/<slug:reference>/reply/", status.reply, name="reply"),
    path("applications/<slug:reference>/withdraw/", status.withdraw, name="withdraw"),
    path("applications/<slug:reference>/visa.pdf", status.paper, name="paper"),
    path("applications/<slug:reference>/portrait/", status.portrait, name="portrait"),
    path("applications/<slug:reference>/uploads/<int:pk>/", status.upload, name="upload"),
    # the host
    path("hosting/", status.hosting, name="hosting"),
    path("hosting/<slug:reference>/", status.host, name="host"),
    # the counter
    path("counter/", counter.counter, name="counter"),
    path("counter/<slug:code>/begin/", counter.begin, name="counter_begin"),
    # the desk
    path("desk/<slug:reference>/", desk.case, name="case"),
    path("desk/<slug:reference>/claim/", desk.claim, name="claim"),
    path("desk/<slug:reference>/release/", desk.release, name="release"),
    path("desk/<slug:reference>/revoke/", desk.revoke, name="revoke"),
    path("desk/<slug:reference>/uploads/<int:pk>/", desk.upload, name="case_upload"),
    path("desk/<slug:reference>/images/<int:pk>/", desk.image, name="case_image"),
    path("desk/<slug:reference>/<slug:transition>/", desk.step, name="step"),
    # the head
]
