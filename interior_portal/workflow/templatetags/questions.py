"""The panel of a case's questions, for the case page of any directorate."""

from typing import Any

from django import template
from django.template import RequestContext

from interior_portal.accounts.models import User
from interior_portal.workflow.models import Case
from interior_portal.workflow.views.answering import panel

register = template.Library()


@register.inclusion_tag("workflow/_questions.html", takes_context=True)
def case_questions(context: RequestContext, *, case: Case) -> dict[str, Any]:
    """What the case has asked, who answers, until when, and the buttons of those who work on it.

    Shows nothing to others, and nothing for a procedure that never asks, which costs no query. The case
    comes with its `procedure_version` and `unit`.
    """
    request = context.request  # a page may call something else of its own `request`
    lines = panel(case, request.user) if isinstance(request.user, User) else []
    return {
        "case": case,
        "lines": lines,
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
