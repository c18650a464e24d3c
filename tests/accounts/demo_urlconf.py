"""The addresses of the portal as they are in the demonstration."""

from django.urls import include, path

from interior_portal.urls import handler429, urlpatterns

__all__ = ["handler429", "urlpatterns"]
urlpatterns = [*urlpatterns, path("demo/", include("interior_portal.accounts.demo_urls"))]
