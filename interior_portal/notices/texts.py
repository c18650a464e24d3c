"""The words of a notice. The first line of a template is the subject and the SMS, the rest is the body."""

from dataclasses import dataclass

from django.conf import settings
from django.template import Engine
from django.template.context import Context
from django.urls import reverse
from django.utils import translation

from interior_portal.notices.models import Notice
from interior_portal.notices.registry import notice_kind
from interior_portal.shared.bidi import isolate
from interior_portal.ui import identity


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text in one language; `sender` is the Authority's name in it."""

    subject: str
    body: str
    link: str
    sender: str


def text_of(notice: Notice, language: str | None = None) -> Text:
    """The notice in `language` (the active one when None).

    A template knows the reference and the link and nothing else, so that nothing personal can leave with a message.
    """
    kind = notice_kind(notice.kind)
    link = settings.PUBLIC_URL.rstrip("/") + reverse(kind.link, args=[notice.about])
    with translation.override(language or translation.get_language()):
        rendered = _render(
            f"messages/{kind.template}", {"reference": isolate(notice.about), "link": link}
        )
        sender = identity.current().name
    subject, _, body = rendered.strip().partition("\n")
    return Text(subject.strip(), body.strip(), link, sender)


def _render(template: str, facts: dict[str, str]) -> str:
    """Plain text: an apostrophe or an ampersand stays what it is, whatever the template forgets."""
    found = Engine.get_default().get_template(template)
    return str(found.render(Context(facts, autoescape=False)))
