"""Addresses of the Transport Directorate: nouns, the verb last, references and never keys."""

from django.urls import path

from vehicles.views import status, transfer

app_name = "vehicles"
urlpatterns = [
    # the applicant
    path("applications/<slug:reference>/", status.application, name="application"),
    path("applications/<slug:reference>/licence.pdf", status.paper, name="paper"),
    # a change of owner: the seller or a clerk, each side, the officer who saw one
    path("register/<slug:reference>/transfer/", transfer.begin, name="transfer_begin"),
    path("transfers/<slug:reference>/", transfer.transfer, name="transfer"),
    path("transfers/<slug:reference>/buyers/add/", transfer.add_buyer, name="buyer_add"),
    path(
        "transfers/<slug:reference>/buyers/<int:number>/remove/",
        transfer.remove_buyer,
        name="buyer_remove",
    ),
    path("transfers/<slug:reference>/side/", transfer.side, name="side"),
    path("transfers/<slug:reference>/side/licence.pdf", transfer.side_paper, name="side_paper"),
    path("transfers/<slug:reference>/witness/", transfer.witness, name="witness"),
]
