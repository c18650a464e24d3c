"""What each component writes, to the letter."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from interior_portal.shared.refusals import Refusal
from interior_portal.ui.components import (
    NOTICE_ICONS,
    STATE_ICONS,
    Bar,
    Event,
    Row,
    Service,
    Tab,
    Task,
    WorkLine,
    bar_lines,
)
from interior_portal.ui.icons import DIRECTIONAL, PATHS
from interior_portal.ui.templatetags.ui import register

NOW = dt.datetime(2026, 11, 22, 11, 5, tzinfo=dt.UTC)
ICON = re.compile(r"<svg class=\"icon.*?</svg>")


def render(source: str, **context: object) -> str:
    """The output in English, on one line, icons as `*`."""
    with override("en"):
        text = Template("{% load ui %}" + source).render(Context(context))
    return re.sub(r"\s*\n\s*", "", ICON.sub("*", text))


def test_iso_isolates_and_escapes() -> None:
    expected = '<bdi dir="ltr" class="iso">&lt;b&gt;12-3456</bdi>'
    assert render("{% iso plate %}", plate="<b>12-3456") == expected
    assert render("{% iso value=plate %}", plate="<b>12-3456") == expected
    assert render("{{ plate|iso }}", plate="<b>12-3456") == expected


def test_day_and_moment_are_written_where_the_authority_works() -> None:
    late = dt.datetime(2026, 11, 22, 22, 5, tzinfo=dt.UTC)
    assert render("{% day d %}", d=dt.date(2026, 11, 22)) == (
        '<time datetime="2026-11-22"><bdi>22 November 2026</bdi></time>'
    )
    assert render("{{ d|day }}", d=late) == (
        '<time datetime="2026-11-22T22:05:00+00:00"><bdi>23 November 2026</bdi></time>'
    )
    assert render("{% moment d %}", d=late) == (
        '<time datetime="2026-11-22T22:05:00+00:00"><bdi>23 November 2026, 01:05</bdi></time>'
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234567.50"), "1,234,567.50"),
        (Decimal("10.00"), "10"),
        (0, "0"),
        (-1200, "-1,200"),
    ],
)
def test_money_isolates_the_amount_and_the_currency(amount: Decimal | int, text: str) -> None:
    assert render('{% money amount=a currency="EUR" %}', a=amount) == (
        f'<span class="money"><bdi dir="ltr" class="iso">{text}</bdi> <bdi>EUR</bdi></span>'
    )


def test_icons_are_silent_and_turn_round_only_when_they_point() -> None:
    with override("en"):
        shown = {
            name: Template("{% load ui %}{% icon name=n %}").render(Context({"n": name}))
            for name in PATHS
        }
    assert all('aria-hidden="true"' in svg for svg in shown.values())
    assert {name for name, svg in shown.items() if "icon-directional" in svg} == DIRECTIONAL
    assert PATHS.keys() > DIRECTIONAL
    assert {*STATE_ICONS.values(), *NOTICE_ICONS.values()} <= PATHS.keys()


def test_a_button_says_what_happens() -> None:
    assert (
        render('{% button label="Send" %}') == '<button class="button button-primary">Send</button>'
    )
    assert render(
        '{% button label="Go" variant="danger" name="to" value="x" hotkey="g" icon="check" %}'
    ) == (
        '<button class="button button-danger" name="to" value="x" aria-keyshortcuts="g">'
        "*Go <kbd>g</kbd></button>"
    )


def test_a_refused_button_cannot_send_and_says_why() -> None:
    refusal = Refusal("x", "Only <one> may.")
    assert render('{% button label="Send" name="grant" refusal=r %}', r=refusal) == (
        '<span class="refused-button"><button class="button button-primary" type="button" '
        'aria-disabled="true" aria-describedby="why-grant">Send</button>'
        '<span class="refused-reason" id="why-grant">Only &lt;one&gt; may.</span></span>'
    )


def test_a_button_link_leads_somewhere_unless_it_is_refused() -> None:
    assert render(
        '{% button_link label="Go" href=h variant="quiet" hotkey="g" %}', h="/a/?b=1&c=2"
    ) == (
        '<a class="button button-quiet" href="/a/?b=1&amp;c=2" aria-keyshortcuts="g">'
        "Go <kbd>g</kbd></a>"
    )
    assert render('{% button_link label="Go" href="/a/b/" refusal=r %}', r=Refusal("x", "No.")) == (
        '<span class="refused-button"><a class="button button-primary" role="link" '
        'aria-disabled="true" aria-describedby="why-ab">Go</a>'
        '<span class="refused-reason" id="why-ab">No.</span></span>'
    )


def test_a_back_link_says_back() -> None:
    assert render('{% back_link href="/" %}') == '<a class="back-link" href="/">*Back</a>'
    assert render('{% back_link href="/" label="Inbox" %}') == (
        '<a class="back-link" href="/">*Inbox</a>'
    )


def test_a_status_is_colour_icon_and_word() -> None:
    assert render('{% status_tag state="paused" word="Waiting for you" %}') == (
        '<span class="status-tag state-paused">*Waiting for you</span>'
    )


def test_a_summary_list_has_a_change_link_and_says_what_is_missing() -> None:
    rows = [Row("Name", "A\nB", href="#n"), Row("Phone", "+963 52", iso=True), Row("Note", "")]
    assert render('{% summary_list rows=rows title="You" %}', rows=rows) == (
        '<div class="summary"><h2 class="summary-title">You</h2><dl class="summary-list">'
        '<div class="summary-row"><dt>Name</dt><dd class="summary-value">A<br>B</dd>'
        '<dd class="summary-change"><a href="#n">Change<span class="visually-hidden"> Name</span></a></dd></div>'
        '<div class="summary-row"><dt>Phone</dt>'
        '<dd class="summary-value"><bdi dir="ltr" class="iso">+963 52</bdi></dd></div>'
        '<div class="summary-row"><dt>Note</dt>'
        '<dd class="summary-value"><span class="muted">Not given</span></dd></div></dl></div>'
    )


def test_a_task_that_cannot_start_is_no_link() -> None:
    tasks = [
        Task("Photo", "done", "Done", href="#p"),
        Task("Send", "draft", "Later", hint="First the rest."),
    ]
    assert render("{% task_list tasks=tasks %}", tasks=tasks) == (
        '<div class="tasks"><ul class="task-list"><li class="task"><span class="task-name">'
        '<a class="task-link" href="#p">Photo</a></span>'
        '<span class="status-tag state-done">*Done</span></li>'
        '<li class="task"><span class="task-name">Send <span class="task-hint">First the rest.</span></span>'
        '<span class="status-tag state-draft">*Later</span></li></ul></div>'
    )


def test_a_timeline_says_what_when_and_who() -> None:
    events = [Event(NOW, "Sent", who="Rojîn", note="In time", state="waiting")]
    assert render("{% timeline events=events %}", events=events) == (
        '<ol class="timeline"><li class="timeline-event state-waiting"><p class="timeline-what">Sent</p>'
        '<p class="timeline-when"><time datetime="2026-11-22T11:05:00+00:00">'
        "<bdi>22 November 2026, 14:05</bdi></time> · <bdi>Rojîn</bdi></p>"
        '<p class="timeline-note">In time</p></li></ol>'
    )


def test_a_letter_shows_only_what_is_known() -> None:
    assert render('{% letter state="done" sentence="Granted." %}') == (
        '<div class="letter state-done"><p class="letter-sentence">*<span>Granted.</span></p>'
        '<dl class="letter-facts"></dl></div>'
    )
    full = '{% letter state="waiting" sentence="S" turn="Ours" due=d following="F" apology="A" reference="R" %}'
    assert render(full, d=NOW) == (
        '<div class="letter state-waiting"><p class="letter-sentence">*<span>S</span></p>'
        '<p class="letter-apology">A</p><dl class="letter-facts">'
        "<div><dt>Whose turn it is</dt><dd>Ours</dd></div>"
        '<div><dt>Until</dt><dd><time datetime="2026-11-22T11:05:00+00:00">'
        "<bdi>22 November 2026</bdi></time></dd></div>"
        "<div><dt>What happens next</dt><dd>F</dd></div>"
        '<div><dt>Your reference</dt><dd><bdi dir="ltr" class="iso">R</bdi></dd></div></dl></div>'
    )


def test_a_notice_panel_and_a_confirmation() -> None:
    assert render('{% notice_panel kind="warning" title="T" text="Text" href="#a" link="L" %}') == (
        '<div class="notice-panel notice-warning">*<div><p class="notice-title">T</p><p>Text</p>'
        '<p><a href="#a">L</a></p></div></div>'
    )
    assert render('{% confirmation title="Sent" reference="V26" text="Thanks" %}') == (
        '<div class="confirmation">*<h1>Sent</h1><p class="confirmation-reference">'
        '<span>Your reference</span> <bdi dir="ltr" class="iso">V26</bdi></p><p>Thanks</p></div>'
    )


@pytest.mark.parametrize(
    ("away", "level", "text"),
    [
        (dt.timedelta(days=2, hours=3), "calm", "2 days left"),
        (dt.timedelta(days=1), "calm", "1 day left"),
        (dt.timedelta(days=1, seconds=-1), "soon", "23 hours left"),
        (dt.timedelta(minutes=59, seconds=59), "soon", "59 minutes left"),
        (dt.timedelta(0), "soon", "0 minutes left"),
        (-dt.timedelta(seconds=1), "late", "0 minutes late"),
        (-dt.timedelta(hours=3), "late", "3 hours late"),
        (-dt.timedelta(days=1), "late", "1 day late"),
    ],
)
def test_the_time_left_is_words_and_a_colour(away: dt.timedelta, level: str, text: str) -> None:
    with time_machine.travel(NOW, tick=False):
        shown = render("{% time_left due=due %}", due=NOW + away)
    assert (
        re.sub(r' datetime="[^"]*"', "", shown)
        == f'<time class="time-left time-{level}">*{text}</time>'
    )


def test_a_paused_clock_shows_no_number() -> None:
    assert render("{% time_left due=due paused=True %}", due=NOW) == (
        '<time class="time-left time-paused" datetime="2026-11-22T14:05:00+03:00">*Clock paused</time>'
    )


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("days=1", "Usually 1 working day"),
        ("days=3", "Usually 3 working days"),
        ("hours=3", "Usually 3 working hours"),
        ("minutes=15", "Usually 15 minutes"),
    ],
)
def test_a_promise_has_one_unit(unit: str, text: str) -> None:
    assert render("{% promise " + unit + " %}") == f'<p class="promise">*{text}</p>'


@pytest.mark.parametrize("units", ["", "days=1 hours=2"])
def test_a_promise_without_one_unit_is_a_mistake(units: str) -> None:
    with pytest.raises(ValueError, match="in days, in hours or in minutes"):
        render("{% promise " + units + " %}")


def test_a_pager_shows_only_pages_that_exist() -> None:
    assert render("{% pager %}") == ""
    assert render('{% pager next_href="?after=7" summary="1" %}') == (
        '<nav class="pager" aria-label="Pages"><span class="pager-summary">1</span>'
        '<a class="pager-next" rel="next" href="?after=7">Next*</a></nav>'
    )


def test_bars_share_a_scale_and_keep_their_numbers() -> None:
    lines = bar_lines(
        [Bar("a", 1240), Bar("b", Decimal(310)), Bar("c", 9, text="nine"), Bar("d", 3000)],
        scale=1500,
    )
    assert [(line.label, line.text, line.percent) for line in lines] == [
        ("a", "1,240", 83),
        ("b", "310", 21),
        ("c", "nine", 1),
        ("d", "3,000", 100),
    ]
    assert [line.percent for line in bar_lines([Bar("a", 0)])] == [0]
    shown = render('{% bars bars=bars caption="C" unit="U" %}', bars=[Bar("a", 2)])
    assert shown == (
        '<table class="bars"><caption>C</caption><thead class="visually-hidden">'
        '<tr><th scope="col">Name</th><th scope="col">U</th></tr></thead><tbody>'
        '<tr><th scope="row">a</th><td><svg class="bar" width="100%" height="14" aria-hidden="true" '
        'focusable="false"><rect class="bar-track" width="100%" height="14"/>'
        '<rect class="bar-fill" width="100%" height="14"/></svg><span class="bar-text">2</span></td></tr>'
        "</tbody></table>"
    )


def test_a_figure_is_a_number_and_its_sentence() -> None:
    assert render('{% figure value="48" sentence="granted" href="#t" link="L" %}') == (
        '<div class="figure"><p class="figure-value">48</p><p class="figure-sentence">granted</p>'
        '<p class="figure-link"><a href="#t">L</a></p></div>'
    )


def test_tabs_services_and_the_search_box() -> None:
    tabs = [Tab("Mine", "#m", current=True, count="99+"), Tab("All", "#a")]
    assert render('{% tabs tabs=tabs label="Cases" %}', tabs=tabs) == (
        '<nav class="tabs" aria-label="Cases"><a class="tab" href="#m" aria-current="page">Mine '
        '<bdi class="tab-count" dir="ltr">99+</bdi></a><a class="tab" href="#a">All</a></nav>'
    )
    services = [Service("Visa", "Text", "/v/", promise="Fast", fee="10 USD")]
    assert render('{% service_list services=s title="T" %}', s=services) == (
        '<section class="services"><h2>T</h2><ul><li class="service">'
        '<h3><a class="service-link" href="/v/">Visa*</a></h3><p>Text</p>'
        '<p class="service-facts"><span>*Fast</span><span>*10 USD</span></p></li></ul></section>'
    )
    assert render('{% search_box action="/" label="Find" value=v %}', v="<") == (
        '<form class="search-box" role="search" action="/" method="get">'
        '<input class="form-control" type="search" name="q" value="&lt;" aria-label="Find" placeholder="Find">'
        '<button class="button button-primary">*<span class="visually-hidden">Search</span></button></form>'
    )


def test_a_worklist_marks_the_open_case() -> None:
    items = [WorkLine("أحمد", "#1", "V26", note="Entry", current=True)]
    assert render('{% worklist items=items label="L" %}', items=items) == (
        '<ul class="worklist" aria-label="L"><li class="work-line" aria-current="true">'
        '<a class="work-name" href="#1"><bdi>أحمد</bdi></a><span class="work-due"></span>'
        '<span class="work-note"><bdi dir="ltr" class="iso">V26</bdi> · Entry</span></li></ul>'
    )
    assert render('{% worklist items=items label="L" %}', items=[]) == (
        '<ul class="worklist" aria-label="L"><li class="work-line empty">Nothing waits here.</li></ul>'
    )


@pytest.mark.parametrize("tag", sorted(register.tags))
def test_an_unknown_argument_fails_when_the_template_compiles(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'colour'"):
        Template("{% load ui %}{% " + tag + " colour=1 %}")


@pytest.mark.parametrize("tag", sorted(register.tags.keys() - {"iso", "day", "moment"}))
def test_arguments_are_named(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="too many positional arguments"):
        Template("{% load ui %}{% " + tag + " 1 %}")


def test_every_component_is_in_the_gallery() -> None:
    folder = settings.BASE_DIR / "templates"
    files = [*folder.glob("ui/**/*.html"), *folder.glob("layouts/*.html")]
    pages = "".join(path.read_text() for path in files)
    used = set(re.findall(r"\{% (\w+) ", pages)) | set(re.findall(r"\|(\w+)", pages))
    assert register.tags.keys() - used == set()
