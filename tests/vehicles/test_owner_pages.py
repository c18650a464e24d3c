"""The owner's pages: their vehicles, what is missing, the sending, the letter."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Act, Application
from vehicles.views.presenters import acts
from vehicles.views.presenters import vehicle as presenter

pytestmark = pytest.mark.usefixtures("in_english")
LIST_QUERIES = 3  # vehicles, plates, licences
CHOICE_QUERIES = 9


def shown(client: Client, name: str, *args: str) -> str:
    response = client.get(reverse(f"vehicles:{name}", args=args), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def begin(client: Client, reference: str, act: str, **answers: str) -> Application:
    """The form as it stands, filled in; the draft that comes of it."""
    url = reverse("vehicles:act", args=[reference, act])
    key = client.get(url).context["form"]["key"].value()
    client.post(url, {"key": str(key), **answers})
    return Application.objects.select_related("case").get(case__start_key=str(key))


def send(client: Client, application: Application) -> str:
    url = reverse("vehicles:check", args=[application.reference])
    form = client.get(url).context["form"]
    posted = {"key": str(form["key"].value()), "version": form["version"].value()}
    return client.post(url, posted, follow=True).content.decode()


def test_nobody_sees_vehicles_before_they_have_shown_who_they_are(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    owner = client_of("owner")
    assert "whose account this is" in shown(owner, "mine")
    page = reverse("vehicles:vehicle", args=[vehicle.reference])
    assert owner.get(page).status_code == 404
    transport.owner_is_known()
    assert vehicle.reference in shown(owner, "mine")
    assert owner.get(page).status_code == 200
    assert client_of("buyer").get(page).status_code == 404


def test_a_lost_licence_from_the_first_page_to_the_bill(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    transport.owner_is_known()
    owner = client_of("owner")
    application = begin(
        owner, vehicle.reference, "duplicate", reason="In a taxi", paper_language="en"
    )
    assert (application.reason, application.paper_language) == ("In a taxi", "en")
    letter = send(owner, application)
    bill = queries.bill_of(application)
    assert bill is not None
    assert bill.reference in letter
    assert letter.count("Answered by the machine") == 3
    assert "letter state-paused" in letter
    transport.pay(application)
    letter = shown(owner, "application", application.reference)
    assert "letter state-done" in letter
    assert reverse("vehicles:paper", args=[application.reference]) in letter


def test_what_is_missing_is_said_with_its_cure_and_stops_only_the_sending(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    transport.owner_is_known()
    vehicle.insurances.all().delete()
    owner = client_of("owner")
    application = begin(owner, vehicle.reference, "renewal", paper_language="kmr")
    page = shown(owner, "check", application.reference)
    assert "There is no insurance in force" in page
    assert "It can be renewed in the two months before" in page
    assert "aria-disabled" in page
    send(owner, application)
    application.case.refresh_from_db()
    assert application.case.step == "draft"


def test_somebody_who_sold_the_vehicle_cannot_begin_anything(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    stranger = transport.person("010-0000009", given_names="Maryam")
    transport.owner_is_known(stranger)
    url = reverse("vehicles:act", args=[vehicle.reference, "duplicate"])
    assert client_of("owner").get(url).status_code == 404
    refusal = queries.why_not_apply(vehicle, transport.cast.owner)
    assert refusal is not None
    assert refusal.code == "not_an_owner"


def test_a_refused_application_tells_its_reason(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    held = transport.held(transport.registered())
    transport.decide(held, "refuse", "Reported stolen in Derik")
    letter = shown(client_of("owner"), "application", held.reference)
    assert "letter state-refused" in letter
    assert "Reported stolen in Derik" in letter


def test_an_application_is_withdrawn_after_one_question(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    sent = transport.sent(Act.DUPLICATE, transport.registered())
    owner, url = client_of("owner"), reverse("vehicles:withdraw", args=[sent.reference])
    form = owner.get(url).context["form"]
    owner.post(url, {"key": str(form["key"].value()), "version": form["version"].value()})
    assert transport.again(sent).case.outcome == "withdrawn"
    assert "was withdrawn" in shown(owner, "application", sent.reference)


def test_a_clerk_who_did_not_enter_an_application_does_not_see_its_letter(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    sent = transport.sent(Act.DUPLICATE, transport.registered())
    url = reverse("vehicles:application", args=[sent.reference])
    assert client_of("owner").get(url).status_code == 200
    assert client_of("vehicle_clerk").get(url).status_code == 404
    assert not AuditEntry.objects.filter(action="vehicles.application.seen").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_vehicles_costs_the_same_however_long_it_is(
    transport: TransportOffice,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        transport.registered(f"WVWZZZ1KZAW12345{number}")
    transport.owner_is_known()
    with django_assert_num_queries(LIST_QUERIES):
        owned = list(queries.vehicles_of(transport.cast.owner))
        lines = [presenter.owned(each) for each in owned]
    assert len(lines) == count
    assert {str(line.word) for line in lines} == {"In force"}


def test_the_page_before_the_sending_reads_everything_once(
    transport: TransportOffice,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    vehicle = transport.registered()
    with django_assert_max_num_queries(CHOICE_QUERIES):
        chosen = acts.choose(vehicle, Act.RENEWAL)
    assert [refusal.code for refusal in chosen.hindrances] == ["renewed_too_early"]
