"""Addresses that exist in the demonstration alone."""

from django.urls import path

from interior_portal.accounts.views import demo

urlpatterns = [
    path("cast/", demo.cast_list, name="demo_cast"),
    path("messages/", demo.messages, name="demo_messages"),
]
