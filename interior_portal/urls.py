"""All addresses of the portal. Every view says who may; tests/architecture fails for one that does not."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from interior_portal import health
from interior_portal.workflow.views.home import home

handler400 = "interior_portal.ui.views.bad_request"
handler403 = "interior_portal.ui.views.permission_denied"
handler404 = "interior_portal.ui.views.page_not_found"
handler500 = "interior_portal.ui.outage.server_error"
handler429 = "interior_portal.accounts.views.sign_in.too_many_requests"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("health/", health.health, name="health"),
    path("", include("interior_portal.ui.urls")),
    path("", include("interior_portal.documents.urls")),
    path("inbox/", include("interior_portal.notices.urls")),
    path("payments/", include("interior_portal.payments.urls")),
    path("reports/", include("reports.urls")),
    path("vehicles/", include("vehicles.urls")),
    path("visas/", include("visas.urls")),
    path("cases/", include("interior_portal.workflow.urls")),
    path("account/", include("interior_portal.accounts.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("interior_portal.accounts.demo_urls")))
