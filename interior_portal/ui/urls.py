"""Addresses of the shell: the language switch and the gallery."""

from django.urls import path

from interior_portal.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("about/", views.about, name="about"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:page>/", views.gallery_page, name="gallery_page"),
]
