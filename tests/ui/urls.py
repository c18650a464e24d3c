"""The shell alone, so that its tests need no other app."""

from django.urls import include, path

urlpatterns = [path("", include("interior_portal.ui.urls"))]
