"""The portal's addresses, and those by which a test drives the cases."""

from django.urls import path

from interior_portal.urls import urlpatterns as portal
from tests.kills import views

urlpatterns = [
    path("kills/start/", views.start),
    path("kills/advance/", views.advance),
    path("kills/answer/", views.answer),
    path("kills/cases/<int:case_id>/", views.case),
    *portal,
]
