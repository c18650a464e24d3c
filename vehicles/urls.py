"""Addresses of the Transport Directorate: nouns, the verb last, references and never keys."""

from django.urls import path

from vehicles.views import status

app_name = "vehicles"
urlpatterns = [
    # the applicant
    path("applications/<slug:reference>/", status.application, name="application"),
    path("applications/<slug:reference>/licence.pdf", status.paper, name="paper"),
]
