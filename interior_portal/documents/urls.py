"""Addresses of `documents`."""

from django.urls import path

<<<<<<< HEAD
from interior_portal.documents import api, views
=======
from interior_portal.documents import offline_views, views
>>>>>>> f6b4b8f (Check papers without a network: a signed status list and a verifier in one file)

app_name = "documents"
urlpatterns = [
    path("api/openapi.json", api.openapi, name="openapi"),
    path("api/v1/<path:path>", api.call, name="api"),
    path("check/", views.check, name="check"),
    path("papers/<str:number>/print/", views.print_paper, name="print"),
    path("check/list/", offline_views.status, name="status_list"),
    path("check/offline/", offline_views.verifier, name="offline"),
    path("check/<str:token>/", views.check_paper, name="check_paper"),
]
