"""What heads see: the boards of figures."""

from django.urls import path

from reports.views import boards, why

urlpatterns = [
    path("", boards.boards, name="boards"),
    path("<slug:code>/why/<str:figure>/", why.why, name="why"),
]
