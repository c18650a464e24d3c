"""Addresses of `documents`."""

from django.urls import path

from interior_portal.documents import api, offline_views, views

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
