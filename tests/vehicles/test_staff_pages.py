"""The register, the counter and the desk: what clerks and officers do, and that each look is told."""

import pytest
from django.test import Client
from django.urls import reverse

from interior_portal.audit.models import AuditEntry
from interior_portal.people.queries import find_account_of
from tests.cast import ClientOf
from tests.scenarios import page as photographed
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Act, Application, Mark, Vehicle

pytestmark = pytest.mark.usefixtures("in_english")


def at(name: str, subject: Vehicle | Application, *more: str) -> str:
    return reverse(f"vehicles:{name}", args=[subject.reference, *more])


def find(client: Client, text: str) -> str:
    """Where the search leads; the page of the search itself when not one vehicle fits."""
    response = client.post(reverse("vehicles:register"), {"text": text})
    return str(response.headers.get("Location", ""))


@pytest.mark.parametrize(
    "text",
    ["٠٠٠١", "0001", "1hgcm 82633-a004352", "004352", "آزاد خليل", "Azad Xelil"],
)
def test_one_box_finds_a_vehicle_by_whatever_is_known_of_it(
    transport: TransportOffice, client_of: ClientOf, text: str
) -> None:
    vehicle = transport.registered()
    clerk = client_of("vehicle_clerk")
    assert find(clerk, text) == at("entry", vehicle)
    assert find(clerk, vehicle.reference.lower()) == at("entry", vehicle)
    assert find(clerk, "9999999") == ""


def test_each_search_and_each_look_is_told_to_the_ledger(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    clerk = client_of("vehicle_clerk")
    clerk.get(find(clerk, "0001"))
    told = AuditEntry.objects.filter(actor_id=transport.cast.vehicle_clerk.pk)
    assert told.filter(action="vehicles.register.searched").count() == 1
    look = told.get(action="vehicles.vehicle.seen")
    assert look.subject_ref == vehicle.reference


def test_a_clean_act_at_the_counter_is_sent_at_once_for_the_owner_who_is_known(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    transport.owner_is_known()
    clerk, url = client_of("vehicle_clerk"), at("counter_act", vehicle, "duplicate")
    form = clerk.get(url).context["form"]
    posted = {"key": str(form["key"].value()), "reason": "Lost", "paper_language": "kmr"}
    sent = clerk.post(url, {**posted, "whom": "owner"})
    again = clerk.post(url, {**posted, "whom": "owner"})
    assert sent.headers["Location"] == again.headers["Location"]
    application = Application.objects.get(act=Act.DUPLICATE)
    assert (application.case.step, application.is_at_counter) == ("awaiting_payment", True)
    assert application.case.applicant == transport.cast.owner
    assert "Next visitor" in clerk.get(sent.headers["Location"]).content.decode()


def test_nothing_is_left_behind_when_it_cannot_be_sent(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    clerk, url = client_of("vehicle_clerk"), at("counter_act", vehicle, "renewal")
    form = clerk.get(url).context["form"]
    posted = {"key": str(form["key"].value()), "paper_language": "kmr"}
    missing = clerk.post(url, posted)
    assert "Fill in “Phone number”." in missing.content.decode()
    early = clerk.post(url, {**posted, "phone": "0991234567", "name": "Sozan"})
    assert "It can be renewed in the two months before" in early.content.decode()
    assert not Application.objects.filter(act=Act.RENEWAL).exists()


def test_an_owner_who_shows_a_document_gets_an_account(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    held = queries.owners_of(vehicle).get()
    clerk, url = client_of("vehicle_clerk"), at("account", vehicle)
    posted = {"owner": held.pk, "phone": "0990000201"}
    wrong = clerk.post(url, {**posted, "document_number": "010-7"})
    assert "Another document is on record" in wrong.content.decode()
    assert find_account_of(held.person) is None
    clerk.post(url, {**posted, "document_number": "٠١٠ ٠٠٠٠٠٠١"})
    assert find_account_of(held.person) == transport.cast.owner


def test_insurance_and_inspection_are_recorded_where_they_are_seen(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    policy = {"insurer": "Rojava Sigorte", "policy_number": "p-17"}
    days = {"valid_from": (1, 1, 2026), "valid_until": (31, 12, 2027)}
    for name, parts in days.items():
        policy |= {
            f"{name}_{part}": str(value)
            for part, value in zip(("day", "month", "year"), parts, strict=True)
        }
    clerk = client_of("vehicle_clerk")
    assert clerk.post(at("insurance", vehicle), policy).status_code == 302
    assert "on record for the vehicle already" in (
        clerk.post(at("insurance", vehicle), policy).content.decode()
    )
    officer = client_of("vehicle_officer")
    found = {"vin_read": "1HGCM82633AO04352", "photo": photographed()}
    wrong = officer.post(at("inspection", vehicle), found)
    assert "Character 12 is the letter O" in wrong.content.decode()
    found = {"vin_read": vehicle.vin, "mileage_km": "٩٩٠٠٠", "photo": photographed()}
    assert officer.post(at("inspection", vehicle), found).status_code == 302
    newest = queries.newest_inspection(vehicle)
    assert newest is not None
    assert (newest.result, newest.mileage_km) == ("PASSED", 99_000)
    assert officer.get(at("photo", vehicle)).getvalue().startswith(b"\xff\xd8")


def test_a_licence_is_handed_over_once(transport: TransportOffice, client_of: ClientOf) -> None:
    vehicle = transport.registered()
    clerk = client_of("vehicle_clerk")
    clerk.post(at("hand_over", vehicle))
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.handed_over_by == transport.cast.vehicle_clerk
    first = licence.handed_over_at
    clerk.post(at("hand_over", vehicle))
    licence.refresh_from_db()
    assert licence.handed_over_at == first


def test_marks_are_placed_and_lifted_with_a_reason(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    officer = client_of("vehicle_officer")
    traffic = transport.cast.unit("traffic")
    facts = {"kind": "SEIZURE", "unit": traffic.pk, "order_number": "12/2026", "reason": "Debt"}
    assert officer.post(at("place_mark", vehicle), facts).status_code == 302
    assert "already" in officer.post(at("place_mark", vehicle), facts).content.decode()
    mark = Mark.objects.get(vehicle=vehicle)
    assert "12/2026" in officer.get(at("entry", vehicle)).content.decode()
    officer.post(at("lift_mark", vehicle), {"mark": mark.pk, "reason": "Paid"})
    mark.refresh_from_db()
    assert (mark.lifted_by, mark.lifted_reason) == (transport.cast.vehicle_officer, "Paid")


def test_a_stopped_licence_is_released_by_an_officer_who_took_the_case(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    vehicle = transport.registered()
    held = transport.held(vehicle)
    officer = client_of("vehicle_officer")
    page = officer.get(at("case", held)).content.decode()
    assert "The fee is paid and kept" in page
    assert "Something stands against this vehicle" in page
    officer.post(at("claim", held))
    url = at("step", held, "release")
    assert officer.get(url).status_code == 200
    transport.lift(vehicle)
    form = officer.get(url).context["form"]
    posted = {"key": str(form["key"].value()), "version": form["version"].value()}
    assert officer.post(url, posted).status_code == 200  # no reason, nothing done
    officer.post(url, {**posted, "reason": "Found again"})
    assert transport.worked(held).case.outcome == "issued"


def test_the_inbox_names_a_vehicle_case_and_leads_to_it(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    held = transport.held(transport.registered())
    inbox = client_of("vehicle_officer").get("/cases/desk/").content.decode()
    assert at("case", held) in inbox
    assert "Honda Accord" in inbox
