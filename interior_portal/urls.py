"""All addresses of the portal. Every view says who may; tests/architecture fails for one that does not."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
