"""The licence as a sheet, a card and a slip, from the pages on which its owner and its applicant look."""

import pytest
from django.urls import reverse

from interior_portal.documents import actions as documents
from interior_portal.documents.models import Paper
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Vehicle


@pytest.fixture
def vehicle(transport: TransportOffice) -> Vehicle:
    vehicle = transport.registered()
    transport.owner_is_known()
    return vehicle


@pytest.mark.parametrize(("size", "tail"), [("", ""), ("card", "-card"), ("slip", "-slip")])
def test_an_owner_has_the_licence_in_every_size(
    vehicle: Vehicle, client_of: ClientOf, size: str, tail: str
) -> None:
    owner, licence = client_of("owner"), queries.current_licence(vehicle)
    assert licence is not None
    assert licence.paper is not None
    page = owner.get(reverse("vehicles:vehicle", args=[vehicle.reference])).content.decode()
    href = reverse("vehicles:own_licence", args=[vehicle.reference])
    address = f"{href}?as={size}" if size else href
    assert f'href="{address}"' in page
    answer = owner.get(address)
    assert b"".join(answer).startswith(b"%PDF")
    assert f'filename="{licence.paper.number}{tail}.pdf"' in answer.headers["Content-Disposition"]


def test_there_is_no_other_size_and_nothing_after_a_revocation(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    owner = client_of("owner")
    href = reverse("vehicles:own_licence", args=[vehicle.reference])
    assert owner.get(f"{href}?as=poster").status_code == 404
    assert client_of("buyer").get(href).status_code == 404
    paper = Paper.objects.get(vehicle_licence__vehicle=vehicle)
    documents.revoke(paper=paper, by=None, reason="Test")
    assert owner.get(href).status_code == 404
    page = owner.get(reverse("vehicles:vehicle", args=[vehicle.reference])).content.decode()
    assert href not in page
