"""The words of a notice. The first line of a template is the subject and the SMS, the rest is the body."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from interior_portal.notices.models import Notice
from interior_portal.notices.registry import notice_kind
from interior_portal.shared.bidi import isolate


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str
    link: str


def text_of(notice: Notice, language: str | None = None) -> Text:
    """The notice in `language` (the active one when None); plain text with isolated references."""
    kind = notice_kind(notice.kind)
    link = settings.PUBLIC_URL + reverse(kind.link, args=[notice.about])
    context = {"reference": isolate(notice.about), "link": link}
    with translation.override(language or translation.get_language()):
        rendered = render_to_string(f"messages/{kind.template}", context).strip()
    subject, _, body = rendered.partition("\n")
    return Text(subject.strip(), body.strip(), link)
