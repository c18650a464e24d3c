"""All addresses of the portal. Every view says who may; tests/architecture fails for one that does not."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler429 = "interior_portal.accounts.views.sign_in.too_many_requests"

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("interior_portal.accounts.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("interior_portal.accounts.demo_urls")))
