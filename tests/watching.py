"""Middleware of the tests."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from zeal import zeal_context


class PagesWithoutRepeatedQueries:
    """A page that asks for the rows of a list one by one fails its test.

    Only pages that are read: a post may well look up a row in its form and again in its action.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        with zeal_context():
            return self.get_response(request)


class LanguageEndsWithTheRequest:
    """What a page set stays in the page: the test goes on reading the language it chose itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language()):
            return self.get_response(request)
