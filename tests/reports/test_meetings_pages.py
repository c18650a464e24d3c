"""The pages of a meeting: what each role sees and can press, and that a ballot is asked for twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.documents import keys
from interior_portal.outbox import relay
from reports.actions.meetings import calling, hall
from reports.models import Meeting, OpenBallot, Vote, VotedSeat
from reports.queries.meetings.hall import attendance
from tests.cast import Cast, ClientOf
from tests.documents import files
from tests.reports.assembly import Assembly

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(cast: Cast) -> Assembly:
    return Assembly(cast)


def url(name: str, assembly: Assembly, *more: object) -> str:
    return reverse(f"reports:{name}", args=[assembly.meeting.reference, *more])


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def press(client: Client, address: str, verb: str, **fields: object) -> str:
    """What the page says after a button was pressed."""
    client.cookies["language"] = "en"
    response = client.post(address, {"verb": verb, **fields}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_every_page_opens_in_every_language(assembly: Assembly, client_of: ClientOf) -> None:
    assembly.opened()
    motion = assembly.motion()
    assembly.decided(assembly.motion(amends=motion))
    assembly.decided(motion)
    election = assembly.election()
    assembly.round(election, [[0], [0], [1], [1], [0, 1]])
    vote = assembly.vote(is_secret=True)
    pages = [
        url("meeting", assembly),
        url("meeting_seats", assembly),
        url("seat_deputy", assembly, 1),
        url("meeting_item", assembly, 1),
        url("motion_new", assembly),
        url("motion", assembly, motion.number),
        url("motion_amend", assembly, vote.subject.number),
        url("motion_reword", assembly, vote.subject.number),
        *(url("vote", assembly, number) for number in range(1, vote.number + 1)),
        url("election_new", assembly),
        url("election", assembly, election.number),
        url("adopted_text", assembly, motion.became.text_id),
        url("meeting_minutes", assembly),
        url("meeting_statement", assembly),
        reverse("reports:meetings"),
        reverse("reports:meeting_new"),
    ]
    for language in ("ar", "kmr", "en"):
        for page in pages:
            assert "<h1" in text(client_of("secretary"), page, language)


def test_the_secretary_goes_from_the_agenda_to_an_open_meeting(
    assembly: Assembly, client_of: ClientOf
) -> None:
    secretary, page = client_of("secretary"), url("meeting", assembly)
    press(secretary, page, "add_item", title_ar="التوصيات", title_kmr="Pêşniyar")
    press(secretary, page, "up", item=2)
    titles = list(assembly.meeting.agenda.order_by("position").values_list("title_ar", flat=True))
    assert titles == ["التوصيات", "النظام الداخلي"]
    press(secretary, page, "remove", item=1)
    assert assembly.meeting.agenda.get().position == 1
    press(secretary, page, "call")
    assert "0 of 5 seats" in press(secretary, page, "open")
    seats = url("meeting_seats", assembly)
    for number in (1, 2, 3):
        press(secretary, seats, "arrive", seat=number)
    press(secretary, page, "open")
    assert assembly.again().state == Meeting.State.OPEN


def test_a_seat_is_given_by_phone_number_once(assembly: Assembly, client_of: ClientOf) -> None:
    secretary, seats = client_of("secretary"), url("meeting_seats", assembly)
    facts = {"contact": "0990 000 777", "name": "هيلين عبدو", "speaks_for": "الحسكة"}
    assert "هيلين عبدو" in press(secretary, seats, "add", **facts)
    assert assembly.meeting.seats.count() == 6
    assert "has a seat of this meeting already" in press(secretary, seats, "add", **facts)
    assert "with its country code" in press(secretary, seats, "add", contact="nobody")
    assert assembly.meeting.seats.count() == 6


@pytest.mark.parametrize("is_secret", [False, True])
def test_a_delegate_votes_on_a_phone_and_is_asked_whether_it_is_meant(
    assembly: Assembly, client_of: ClientOf, *, is_secret: bool
) -> None:
    vote = assembly.opened().vote(is_secret=is_secret)
    head, hall = client_of("head"), url("hall", assembly)
    ballot = url("ballot", assembly, vote.number)
    assert ballot in text(head, hall)
    # No answer is offered louder than another.
    assert text(head, ballot).count("button-secondary") == 3
    sure = head.post(ballot, {"choice": "NO"})
    assert sure.status_code == 200
    assert 'name="sure" value="yes"' in sure.content.decode()
    assert not business_voted(vote)
    assert head.post(ballot, {"choice": "NO", "sure": "yes"}).headers["Location"] == hall
    assert business_voted(vote) == 1
    assert ballot not in text(head, hall)
    again = head.post(ballot, {"choice": "YES", "sure": "yes"}, follow=True)
    assert "has voted already" in again.content.decode()
    assert business_voted(vote) == 1
    page = text(client_of("secretary"), url("vote", assembly, vote.number))
    assert ("has voted" in page) is is_secret
    assert text(client_of("secretary"), url("meeting_minutes", assembly)).count("is called") == 1


def test_a_delegate_says_that_they_have_come_and_the_secretary_puts_it_right(
    assembly: Assembly, client_of: ClientOf
) -> None:
    assembly.opened(present=3)
    officer, page = client_of("officer"), url("hall", assembly)
    assert 'value="come"' in text(officer, page)
    assert "You are noted as present" in press(officer, page, "come")
    assert 'value="come"' not in text(officer, page)
    assert "Votes taken" not in text(officer, page)
    assert "in the hall already" in press(officer, page, "come")
    assert attendance(assembly.meeting).present == 4
    events = assembly.meeting.events.filter(data__seat=5)
    assert list(events.values_list("kind", "by")) == [("ARRIVED", assembly.cast.officer.pk)]
    press(client_of("secretary"), url("meeting_seats", assembly), "leave", seat=5)
    assert attendance(assembly.meeting).present == 3
    assert list(events.values_list("kind", "by"))[1:] == [("LEFT", assembly.cast.secretary.pk)]
    assert client_of("clerk").post(page, {"verb": "come"}).status_code == 404
    hall.deputise(seat=assembly.seats[4], deputy=assembly.cast.clerk, by=assembly.by)
    assert "no vote in this meeting" in press(officer, page, "come")
    assert "You are noted as present" in press(client_of("clerk"), page, "come")
    calling.close(meeting=assembly.meeting, by=assembly.by)
    assert 'value="come"' not in text(officer, page)
    assert "past this" in press(officer, page, "come")


def test_the_home_page_leads_into_a_meeting_that_is_open(
    assembly: Assembly, client_of: ClientOf
) -> None:
    head, home, page = client_of("head"), reverse("home"), url("hall", assembly)
    calling.call(meeting=assembly.meeting, by=assembly.by)
    assert page not in text(head, home)
    for seat in assembly.seats[:3]:
        hall.arrive(seat=seat, by=assembly.by)
    calling.open_meeting(meeting=assembly.meeting, by=assembly.by)
    shown = text(head, home)
    assert f'href="{page}"' in shown
    assert assembly.meeting.title_en in shown
    assert page not in text(client_of("clerk"), home)
    assert page not in text(client_of("anonymous"), home)
    calling.close(meeting=assembly.meeting, by=assembly.by)
    assert page not in text(head, home)


def test_a_document_of_the_agenda_is_sent_by_the_page_and_read_by_who_has_a_seat(
    assembly: Assembly, client_of: ClientOf
) -> None:
    secretary, item = client_of("secretary"), url("meeting_item", assembly, 1)
    fake = SimpleUploadedFile("plan.pdf", b"MZ is no paper", "application/pdf")
    press(secretary, item, "document", title="مسودة", file=fake)
    assert not assembly.item.documents.exists()
    paper = SimpleUploadedFile("plan.jpg", files.jpeg(), "image/jpeg")
    assert "It is written down." in press(secretary, item, "document", title="مسودة", file=paper)
    (kept,) = assembly.item.documents.all()
    assert (kept.title, "مسودة" in text(secretary, item)) == ("مسودة", True)
    calling.call(meeting=assembly.meeting, by=assembly.by)
    address = url("meeting_document", assembly, kept.pk)
    assert address in text(client_of("officer"), url("hall", assembly))
    for reader in ("secretary", "officer", "auditor"):
        sent = client_of(reader).get(address)
        assert b"".join(sent).startswith(b"\xff\xd8")
    assert client_of("clerk").get(address).status_code == 404


def business_voted(vote: Vote) -> int:
    model = VotedSeat if vote.is_secret else OpenBallot
    return model.objects.filter(vote=vote).count()


def test_the_chair_confirms_and_nobody_else_has_the_button(
    assembly: Assembly, client_of: ClientOf
) -> None:
    vote = assembly.opened().vote()
    assembly.say(vote, "+++--")
    page = url("vote", assembly, vote.number)
    press(client_of("secretary"), page, "end")
    assert 'value="confirm"' not in text(client_of("secretary"), page)
    press(client_of("auditor"), page, "confirm")
    assert Vote.objects.get(pk=vote.pk).state == Vote.State.COUNTED
    assert 'value="confirm"' in text(client_of("chair"), page)
    press(client_of("chair"), page, "confirm")
    assert Vote.objects.get(pk=vote.pk).outcome == Vote.Outcome.ADOPTED


def test_a_meeting_is_hidden_from_who_has_no_part_in_it(
    assembly: Assembly, client_of: ClientOf
) -> None:
    assert assembly.meeting.title_en in text(client_of("auditor"), url("meeting", assembly))
    assert client_of("head").get(url("hall", assembly)).status_code == 404  # not called yet
    calling.call(meeting=assembly.meeting, by=assembly.by)
    assert client_of("head").get(url("hall", assembly)).status_code == 200
    for stranger in ("traveller", "vehicle_officer", "administrator"):
        for name in ("meeting", "hall", "meeting_minutes", "meeting_statement"):
            assert client_of(stranger).get(url(name, assembly)).status_code == 404
    assert client_of("auditor").get(url("meeting_item", assembly, 1)).status_code == 404


def test_the_statement_is_drafted_edited_approved_by_another_and_becomes_a_paper(
    assembly: Assembly, client_of: ClientOf
) -> None:
    keys.ensure_keys()
    assembly.opened().decided(assembly.motion("إنشاء مركز جديد", kind="RECOMMENDATION"), "+++-0")
    secretary, chair = client_of("secretary"), client_of("chair")
    page = url("meeting_statement", assembly)
    press(secretary, url("meeting", assembly), "close")
    drafted = press(secretary, page, "draft")
    assert "إنشاء مركز جديد" in drafted
    assert "3 مع، 1 ضد، 1 امتناع" in drafted
    words = {"text_ar": "البيان الختامي\n\nفقرة", "text_kmr": "Daxuyanî\n\nParagraf"}
    press(secretary, page, "edit", version=1, **words)
    late = press(chair, page, "approve", version=1)
    assert "was changed since you read it" in late
    press(chair, page, "approve", version=2)
    assert assembly.again().state == Meeting.State.CONCLUDED
    relay.drain()
    paper = chair.get(url("statement_pdf", assembly))
    assert b"".join(paper).startswith(b"%PDF")
    for language in ("ar", "kmr"):
        printed = secretary.get(url("minutes_pdf", assembly, language))
        assert printed.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("code", "name", "most"),
    [("head", "hall", 20), ("secretary", "meeting", 30), ("secretary", "meeting_seats", 22)],
)
def test_a_page_asks_as_much_for_ten_seats_as_for_five(
    assembly: Assembly, client_of: ClientOf, *, code: str, name: str, most: int
) -> None:
    for number in range(5):
        more = User.objects.create_user(phone=f"+96399000088{number}", name=f"Delegate {number}")
        assembly.seats.append(assembly.add_seat(more))
    assembly.opened(present=6).decided(assembly.motion())
    few = asked(client_of(code), url(name, assembly))
    for seat in assembly.seats[6:]:
        hall.arrive(seat=seat, by=assembly.by)
    for _ in range(3):
        assembly.decided(assembly.motion())
    assert asked(client_of(code), url(name, assembly)) == few <= most


def asked(client: Client, address: str) -> int:
    """Queries of a page that is opened a second time."""
    text(client, address)
    with CaptureQueriesContext(connection) as queries:
        text(client, address)
    return len(queries)
