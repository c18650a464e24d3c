"""The task list, the order of its pages, and the answers on one page."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.languages import issuer_name
from interior_portal.shared import clock
from interior_portal.ui import dates
from interior_portal.ui.components import Row, Task
from visas import queries
from visas.models import Application, Question

OWN_PAGES = ("photo", "documents")
LATIN = ("surname", "given_names", "document_number", "host_contact")


def tasks(application: Application) -> list[Task]:
    """The sections with their states, and at the end the sending, which waits for all of them."""
    sections = queries.sections(application)
    ready = all(section.is_complete for section in sections)
    lines = [
        Task(
            name=section.label,
            state="done" if section.is_complete else "draft",
            word=_("Complete") if section.is_complete else _("To do"),
            href=href(application, section.code),
        )
        for section in sections
    ]
    last = Task(
        name=_("Check your answers and send them"),
        state="draft" if ready else "waiting",
        word=_("To do") if ready else _("Cannot start yet"),
        href=reverse("visas:check", args=[application.reference]) if ready else "",
        hint="" if ready else _("Complete the pages above first."),
    )
    return [*lines, last]


def href(application: Application, code: str) -> str:
    """Where a section is filled in."""
    if code in OWN_PAGES:
        return reverse(f"visas:{code}", args=[application.reference])
    return reverse("visas:section", args=[application.reference, code])


def next_href(application: Application, code: str) -> str:
    """The next section that is not complete, or the task list when none is left after this one."""
    sections = list(queries.sections(application))
    place = [section.code for section in sections].index(code)
    for section in sections[place + 1 :]:
        if not section.is_complete:
            return href(application, section.code)
    return reverse("visas:application", args=[application.reference])


def title(application: Application, code: str) -> "str | Promise":
    """The heading of a section's page."""
    return queries.section_label(application, code)


def document_tasks(application: Application) -> list[Task]:
    """One line for every paper that the kind asks for."""
    sent = {row.requirement_id for row in queries.current_documents(application)}
    return [
        Task(
            name=wanted.name,
            state="done" if wanted.pk in sent else "draft",
            word=_sent_word(is_sent=wanted.pk in sent, is_required=wanted.is_required),
            href=reverse("visas:document", args=[application.reference, wanted.code]),
        )
        for wanted in queries.required_documents(application.kind, application.category)
    ]


def _sent_word(*, is_sent: bool, is_required: bool) -> "str | Promise":
    if is_sent:
        return _("Sent")
    return _("To do") if is_required else _("If you have it")


def answers(
    application: Application, *, with_links: bool
) -> list[tuple["str | Promise", list[Row]]]:
    """All answers by section; with links to change them while it is a draft."""
    blocks = []
    for section in queries.sections(application):
        link = href(application, section.code) if with_links else ""
        blocks.append((section.label, list(_rows(application, section.code, link))))
    return blocks


def _rows(application: Application, code: str, link: str) -> Sequence[Row]:
    if code == "photo":
        word = gettext("Sent") if application.photo_id else gettext("Not given")
        return [Row(_("Photo"), word, link)]
    if code == "documents":
        return [
            Row(row.requirement.name, gettext("Sent"), link)
            for row in queries.current_documents(application)
        ]
    if code == "declarations":
        return _question_rows(application, link)
    return [
        Row(_verbose(name), _value(application, name), link, iso=name in LATIN)
        for name in queries.shown_fields(application, code)
    ]


def _verbose(name: str) -> str:
    label = str(label_for_field(name, Application))
    return label[:1].upper() + label[1:]


def _value(application: Application, name: str) -> str:
    value: Any = getattr(application, name)
    if not value:
        return gettext("Not given")
    if name in ("nationality", "document_issuer"):
        return issuer_name(value, get_language() or "ar")
    if hasattr(value, "isoformat"):
        return dates.day(value)
    display = getattr(application, f"get_{name}_display", None)
    return str(display()) if display else str(value)


def _question_rows(application: Application, link: str) -> list[Row]:
    words = {"yes": gettext("Yes"), "no": gettext("No")}
    rows = []
    sent_at = application.declared_at
    asked_on = clock.day_of(sent_at) if sent_at else None
    for question in queries.questions(application.kind, application.category, asked_on):
        answer = str(application.answers.get(question.code) or gettext("Not given"))
        if question.answer == Question.Answer.YES_NO:
            more = application.answers.get(f"{question.code}_more")
            answer = words.get(answer, answer) + (f": {more}" if more else "")
        rows.append(Row(question.text, answer, link))
    return rows
