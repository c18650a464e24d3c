"""What heads see: the boards of figures."""

from django.urls import path

from reports.views import boards

urlpatterns = [
    path("", boards.boards, name="boards"),
]
