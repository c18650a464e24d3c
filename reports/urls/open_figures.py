"""What everybody may read: open figures, their feeds, the dictionary."""

from django.urls import path

from reports.views import open_figures as pages

urlpatterns = [
    path("open/", pages.index, name="open"),
    path("open/dictionary/", pages.dictionary, name="open_dictionary"),
    path("open/dictionary.csv", pages.dictionary_csv, name="open_dictionary_csv"),
    path("open/<slug:code>/", pages.board, name="open_board"),
    path("open/<slug:code>/<int:year>.csv", pages.board_csv, name="open_board_csv"),
]
