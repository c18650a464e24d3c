"""Addresses of `documents`."""

from django.urls import path

from interior_portal.documents import views

app_name = "documents"
urlpatterns = [
    path("check/", views.check, name="check"),
    path("papers/<str:number>/print/", views.print_paper, name="print"),
    path("check/<str:token>/", views.check_paper, name="check_paper"),
]
