"""The components as template tags. Arguments are keywords: an unknown one fails when the template compiles."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext

from interior_portal.shared.refusals import Refusal
from interior_portal.ui import amounts, components, dates, errors, icons, promises
from interior_portal.ui.components import Bar, Event, Row, Service, State, Tab, Task, Text, WorkLine

register = template.Library()


@register.simple_tag(name="iso")
@register.filter(name="iso")
def iso(value: object) -> SafeString:
    """An identifier that keeps its order in any sentence; also a filter, for `blocktranslate with`."""
    return format_html('<bdi dir="ltr" class="iso">{}</bdi>', value)


@register.filter(name="bdi")
def bdi(value: object) -> SafeString:
    """A name or somebody's own words, which keep their direction inside any sentence."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter(name="number")
def number(value: Decimal | int) -> str:
    """Digits with a comma for thousands, and two decimals when there are any."""
    return amounts.number(value)


@register.simple_tag(name="day")
@register.filter(name="day")
def day(value: dt.date) -> SafeString:
    """A date in words; also a filter."""
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), dates.day(value)
    )


@register.simple_tag(name="moment")
@register.filter(name="moment")
def moment(value: dt.datetime) -> SafeString:
    """A date in words and the time; also a filter."""
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), dates.moment(value)
    )


@register.simple_tag
def money(*, amount: Decimal | int, currency: str) -> SafeString:
    """An amount and its currency, each isolated."""
    return format_html(
        '<span class="money"><bdi dir="ltr" class="iso">{}</bdi> <bdi>{}</bdi></span>',
        amounts.number(amount),
        amounts.currency_word(currency),
    )


@register.simple_tag
def icon(*, name: str) -> SafeString:
    """A drawing that says nothing by itself: hidden from screen readers, a word stands beside it."""
    return format_html(
        '<svg class="icon{}" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        " icon-directional" if name in icons.DIRECTIONAL else "",
        icons.PATHS[name],
    )


@register.inclusion_tag("components/button.html")
def button(
    *,
    label: Text,
    variant: str = "primary",
    name: str = "",
    value: str = "",
    icon: str = "",
    hotkey: str = "",
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """A submit button; with a `refusal` it cannot be pressed and the reason stands beside it."""
    return {
        "label": label,
        "variant": variant,
        "name": name,
        "value": value,
        "icon": icon,
        "hotkey": hotkey,
        "refusal": refusal,
        "reason_id": f"why-{slugify(f'{name} {value}') or 'not'}",
    }


@register.inclusion_tag("components/button_link.html")
def button_link(
    *,
    label: Text,
    href: str,
    variant: str = "primary",
    icon: str = "",
    hotkey: str = "",
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """A link that looks like a button: it opens a page and changes nothing; with a `refusal` it leads nowhere."""
    return {
        "label": label,
        "href": href,
        "variant": variant,
        "icon": icon,
        "hotkey": hotkey,
        "refusal": refusal,
        "reason_id": f"why-{slugify(href)}",
    }


@register.inclusion_tag("components/back_link.html")
def back_link(*, href: str, label: Text = "") -> dict[str, Any]:
    return {"href": href, "label": label or gettext("Back")}


@register.inclusion_tag("components/status_tag.html")
def status_tag(*, state: State, word: Text) -> dict[str, Any]:
    """A state as colour, icon and word."""
    return {"state": state, "word": word, "icon": components.STATE_ICONS[state]}


@register.inclusion_tag("components/letter.html")
def letter(
    *,
    state: State,
    sentence: Text,
    turn: Text = "",
    due: dt.datetime | None = None,
    following: Text = "",
    apology: Text = "",
    reference: str = "",
) -> dict[str, Any]:
    """Where a case stands: one sentence, whose turn it is, until when, what happens next."""
    return {
        "state": state,
        "icon": components.STATE_ICONS[state],
        "sentence": sentence,
        "turn": turn,
        "due": due,
        "following": following,
        "apology": apology,
        "reference": reference,
    }


@register.inclusion_tag("components/worklist.html")
def worklist(*, items: list[WorkLine], label: Text) -> dict[str, Any]:
    """The list at the side of the desk; `label` names it for screen readers."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/summary_list.html")
def summary_list(*, rows: list[Row], title: Text = "") -> dict[str, Any]:
    return {"rows": rows, "title": title}


@register.inclusion_tag("components/task_list.html")
def task_list(*, tasks: list[Task], title: Text = "") -> dict[str, Any]:
    return {"tasks": tasks, "title": title}


@register.inclusion_tag("components/timeline.html")
def timeline(*, events: list[Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("components/notice_panel.html")
def notice_panel(
    *, kind: str = "info", text: Text = "", title: Text = "", href: str = "", link: Text = ""
) -> dict[str, Any]:
    """Something to know: `info`, `success`, `warning` or `error`, perhaps with one link."""
    return {
        "kind": kind,
        "icon": components.NOTICE_ICONS[kind],
        "text": text,
        "title": title,
        "href": href,
        "link": link,
    }


@register.inclusion_tag("components/confirmation.html")
def confirmation(*, title: Text, reference: str = "", text: Text = "") -> dict[str, Any]:
    """It is done: what was done, and the reference to keep."""
    return {"title": title, "reference": reference, "text": text}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: BaseForm | None) -> dict[str, Any]:
    """Everything that is wrong with a form, each line a link to its field; nothing for a form in order."""
    return {"lines": errors.lines(form) if form else []}


@register.inclusion_tag("components/time_left.html")
def time_left(*, due: dt.datetime, paused: bool = False) -> dict[str, Any]:
    """The time until `due`: red when late, amber on the last day, slate while the clock is paused."""
    return {"due": due, "left": promises.time_left(due, paused=paused)}


@register.inclusion_tag("components/promise.html")
def promise(*, days: int = 0, hours: int = 0, minutes: int = 0) -> dict[str, Any]:
    """How long it usually takes, in working time; give exactly one unit."""
    return {"text": promises.usually(days=days, hours=hours, minutes=minutes)}


@register.inclusion_tag("components/pager.html")
def pager(*, previous_href: str = "", next_href: str = "", summary: Text = "") -> dict[str, Any]:
    """Newer and older pages of a list that is read by key, not by number."""
    return {"previous_href": previous_href, "next_href": next_href, "summary": summary}


@register.inclusion_tag("components/figure.html")
def figure(*, value: object, sentence: Text, href: str = "", link: Text = "") -> dict[str, Any]:
    """A number that matters, and the sentence that says what it means."""
    return {"value": value, "sentence": sentence, "href": href, "link": link}


@register.inclusion_tag("components/bars.html")
def bars(
    *, bars: list[Bar], caption: Text, unit: Text, scale: Decimal | int | None = None
) -> dict[str, Any]:
    """A table whose numbers are drawn too; give siblings the same `scale`."""
    return {"lines": components.bar_lines(bars, scale=scale), "caption": caption, "unit": unit}


@register.inclusion_tag("components/tabs.html")
def tabs(*, tabs: list[Tab], label: Text) -> dict[str, Any]:
    """Siblings of one list, such as "mine" and "everyone's"; `label` names the group."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("components/search_box.html")
def search_box(*, action: str, label: Text, name: str = "q", value: str = "") -> dict[str, Any]:
    """One line to type in, sent by GET; `label` is read aloud and stands in the empty box."""
    return {"action": action, "label": label, "name": name, "value": value}


@register.inclusion_tag("components/service_list.html")
def service_list(*, services: list[Service], title: Text) -> dict[str, Any]:
    """A group of services on the home page."""
    return {"services": services, "title": title}
