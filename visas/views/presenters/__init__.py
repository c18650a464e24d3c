"""What the pages say, made from what the queries know: no request, no write."""

from visas.views.presenters.desk import case, decisions, done, step
from visas.views.presenters.draft import answers, document_tasks, next_href, tasks, title
from visas.views.presenters.letter import asked, letter

__all__ = [
    "answers",
    "asked",
    "case",
    "decisions",
    "document_tasks",
    "done",
    "letter",
    "next_href",
    "step",
    "tasks",
    "title",
]
