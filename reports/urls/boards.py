"""What heads see: the boards of figures."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from interior_portal.tallies.boards import get_board
from reports.views import boards, cases, targets, why


class BoardConverter(SlugConverter):
    """The code of a registered board; the other areas have first words of their own."""

    def to_python(self, value: str) -> str:
        """The code; `ValueError` for one nobody registered."""
        try:
            return get_board(value).code
        except LookupError:
            raise ValueError(value) from None


register_converter(BoardConverter, "board")

urlpatterns = [
    path("", boards.boards, name="boards"),
    path("<board:code>/", boards.board, name="board"),
    path("<board:code>/figures.<str:form>", boards.board_file, name="board_file"),
    path("<board:code>/why/<str:figure>/", why.why, name="why"),
    path("<board:code>/figures/<str:figure>/", boards.figure, name="figure"),
    path("<board:code>/figures/<str:figure>/cases/", cases.cases, name="cases"),
    path("<board:code>/figures/<str:figure>/targets/", targets.targets, name="targets"),
    path(
        "<board:code>/figures/<str:figure>/table.<str:form>", boards.figure_file, name="figure_file"
    ),
    path(
        "<board:code>/figures/<str:figure>/<slug:name>.<str:form>", boards.picture, name="picture"
    ),
]
