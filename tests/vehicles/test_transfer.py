"""A change of owner: both sides agree from their own accounts, or nothing changes."""

from collections.abc import Callable

import pytest
import time_machine
from django.urls import reverse

from interior_portal.accounts.models import Posting, User
from interior_portal.audit.models import AuditEntry
from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.payments.models import Bill
from interior_portal.people.actions import DocumentFacts, PersonFacts
from interior_portal.people.models import PersonAccount
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import sweeping
from interior_portal.workflow.models import Timer
from interior_portal.workflow.queries import verify_chain
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import actions, queries
from vehicles.models import Application, Party, Vehicle


@pytest.fixture
def vehicle(transport: TransportOffice) -> Vehicle:
    return transport.registered()


def refusal_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def owners(vehicle: Vehicle) -> list[tuple[str, int]]:
    return [(each.person.surname, each.shares) for each in queries.owners_of(vehicle)]


def sent_without_phones(transport: TransportOffice, vehicle: Vehicle) -> Application:
    """A clerk enters the transfer: no side has a phone, each agrees before an officer."""
    clerk = transport.cast.vehicle_clerk
    giver = actions.Giver(person_id=transport.person().pk, shares=2400)
    begun = actions.begin_transfer(
        vehicle=vehicle, given=[giver], unit=transport.unit, by=clerk, key=new_token()
    )
    draft = transport.again(begun)
    actions.add_buyer(application=draft, taker=transport.taker(contact=""), by=clerk)
    actions.submit(application=draft, by=clerk, version=draft.case.version, key=new_token())
    return transport.again(draft)


def side(transfer: Application, which: str) -> Party:
    return transfer.parties.get(side=which)


def test_both_agree_pay_and_the_buyer_has_the_licence(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    sent = transport.transfer_sent(vehicle)
    assert (sent.case.step, sent.completed_at) == ("consents", None)
    actions.agree(application=sent, by=transport.cast.owner)
    assert transport.again(sent).case.step == "consents"
    actions.agree(application=sent, by=transport.cast.buyer)
    agreed = transport.again(sent)
    assert agreed.case.step == "awaiting_payment"
    assert agreed.completed_at is not None
    done = transport.pay(agreed)
    assert done.case.step == "issued"
    assert owners(vehicle) == [("Hanna", 2400)]
    licence = queries.find_licence(done)
    assert licence is not None
    assert licence.paper is not None
    assert licence.paper.holder_id == transport.cast.buyer.pk
    assert verify_chain(done.case).is_whole


def test_both_sides_hear_of_it_and_no_message_bears_a_name(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    transport.pay(transport.transfer_agreed(vehicle))
    heard = Notice.objects.filter(kind__startswith="vehicles.transfer").order_by(
        "kind", "recipient"
    )
    owner, buyer = sorted((transport.cast.owner.pk, transport.cast.buyer.pk))
    assert [(each.kind, each.recipient_id) for each in heard] == [
        (f"vehicles.transfer_{kind}", user)
        for kind in ("bill", "consent_asked", "issued")
        for user in (owner, buyer)
    ]
    named = AuditEntry.objects.filter(action="vehicles.transfer.agreed").order_by("pk")
    assert [entry.data["name"] for entry in named] == ["Azad Xelîl", "Maryam George Hanna"]


def test_who_sells_a_part_keeps_the_rest(transport: TransportOffice, vehicle: Vehicle) -> None:
    draft = transport.transfer_draft(vehicle, shares=600)
    actions.add_buyer(application=draft, taker=transport.taker(shares=600), by=transport.cast.owner)
    sent = transport.submit(draft)
    for user in (transport.cast.owner, transport.cast.buyer):
        actions.agree(application=sent, by=user)
    transport.pay(transport.again(sent))
    assert owners(vehicle) == [("Xelîl", 1800), ("Hanna", 600)]


def test_a_seller_who_is_not_the_owner_is_refused(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    stranger = transport.person(number="010-0000009", surname="Yûsif", given_names="Rojîn")
    giver = actions.Giver(person_id=stranger.pk, shares=2400, contact="+963990000209")

    def begin(giver: actions.Giver, by: User) -> str:
        return refusal_of(
            lambda: actions.begin_transfer(
                vehicle=vehicle, given=[giver], unit=transport.unit, by=by, key=new_token()
            )
        )

    assert begin(giver, transport.cast.vehicle_clerk) == "not_the_owner"
    transport.owner_is_known()
    assert begin(giver, transport.cast.owner) == "not_the_owner"
    held = actions.Giver(person_id=transport.person().pk, shares=2400, contact="+963990000209")
    assert begin(held, transport.cast.buyer) == "not_permitted"
    assert Application.objects.filter(act="CHANGE_OF_OWNER").count() == 0


def test_an_owner_gives_up_no_more_than_they_own(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    assert refusal_of(lambda: transport.transfer_draft(vehicle, shares=2401)) == "not_the_owner"
    assert refusal_of(lambda: transport.transfer_draft(vehicle, shares=0)) == "nothing_given"


def test_a_buyer_is_somebody_else_with_a_phone_of_their_own(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    draft, by = transport.transfer_draft(vehicle), transport.cast.owner
    himself = transport.taker(
        facts=PersonFacts(surname="Xelîl", given_names="Azad", name_arabic="آزاد خليل"),
        document=DocumentFacts(kind="IDENTITY_CARD", number="010-0000001", issuer="SYR"),
    )
    his_phone = transport.taker(contact=str(by.phone))

    def name(taker: actions.Taker) -> str:
        return refusal_of(lambda: actions.add_buyer(application=draft, taker=taker, by=by))

    assert name(himself) == "buyer_is_seller"
    assert name(his_phone) == "anothers_account"
    transport.with_buyer(draft)
    assert name(transport.taker()) == "named_twice"
    sibling = transport.taker(
        facts=PersonFacts(surname="Hanna", given_names="Yusuf", name_arabic="يوسف حنا"),
        document=DocumentFacts(kind="IDENTITY_CARD", number="020-0000003", issuer="SYR"),
    )
    assert name(sibling) == "one_phone_for_two"


def test_what_is_given_must_be_taken_over_before_anybody_is_asked(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    draft = transport.transfer_draft(vehicle)
    assert refusal_of(lambda: transport.submit(draft)) == "no_buyer"
    actions.add_buyer(
        application=draft, taker=transport.taker(shares=1200), by=transport.cast.owner
    )
    assert refusal_of(lambda: transport.submit(draft)) == "shares_do_not_meet"
    actions.remove_buyer(application=draft, party=side(draft, "BUYER"), by=transport.cast.owner)
    assert transport.submit(transport.with_buyer(draft)).case.step == "consents"
    late = side(draft, "BUYER")
    assert (
        refusal_of(
            lambda: actions.remove_buyer(application=draft, party=late, by=transport.cast.owner)
        )
        == "not_a_draft"
    )


def test_two_transfers_of_one_vehicle_do_not_run_at_once(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    second = transport.with_buyer(transport.transfer_draft(vehicle))
    transport.transfer_sent(vehicle)
    assert refusal_of(lambda: transport.submit(second)) == "under_way"


def test_consent_counts_once_from_its_own_account_and_while_it_is_asked(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    draft = transport.with_buyer(transport.transfer_draft(vehicle))
    owner, buyer = transport.cast.owner, transport.cast.buyer

    def agree(by: User) -> str:
        return refusal_of(lambda: actions.agree(application=draft, by=by))

    assert agree(owner) == "not_your_side"  # nobody was asked yet
    sent = transport.submit(draft)
    assert agree(transport.cast.traveller) == "not_your_side"
    actions.agree(application=sent, by=owner)
    assert agree(owner) == "already_agreed"
    actions.take_back(application=sent, by=owner)
    assert agree(owner) == "taken_back"
    assert agree(buyer) == "not_asked_now"
    assert refusal_of(lambda: actions.take_back(application=sent, by=owner)) == "taken_back"
    assert refusal_of(lambda: actions.take_back(application=sent, by=buyer)) == "not_asked_now"
    assert owners(vehicle) == [("Xelîl", 2400)]


def test_either_side_may_take_it_back_until_it_is_paid(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    agreed = transport.transfer_agreed(vehicle)
    actions.take_back(application=agreed, by=transport.cast.buyer)
    ended = transport.again(agreed)
    assert (ended.case.step, ended.case.outcome) == ("withdrawn", "withdrawn")
    assert not Bill.objects.filter(
        subject=agreed.reference, settled_at=None, cancelled_at=None
    ).exists()
    relay.drain()
    told = Notice.objects.filter(kind="vehicles.transfer_consent_withdrawn")
    assert told.count() == 2
    again = transport.transfer_agreed(vehicle)
    transport.take_money(again)
    relay.drain()
    assert (
        refusal_of(lambda: actions.take_back(application=again, by=transport.cast.owner))
        == "transfer_paid"
    )


def test_a_buyer_who_never_answers_lets_it_lapse_after_three_working_days(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    sent = transport.transfer_sent(vehicle)
    actions.agree(application=sent, by=transport.cast.owner)
    fires_at = Timer.objects.get(case=sent.case, fired_at=None, dropped_at=None).fires_at
    with time_machine.travel(fires_at, tick=True):
        sweeping.sweep_timers(10)
        relay.drain()
        lapsed = transport.again(sent)
        assert (lapsed.case.step, lapsed.case.outcome) == ("lapsed", "lapsed")
        assert refusal_of(lambda: actions.agree(application=sent, by=transport.cast.buyer)) == (
            "not_asked_now"
        )
    assert Notice.objects.filter(kind="vehicles.transfer_lapsed").count() == 2
    assert owners(vehicle) == [("Xelîl", 2400)]


def test_who_has_no_phone_agrees_before_an_officer_who_did_not_enter_it(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    clerk, officer = transport.cast.vehicle_clerk, transport.cast.vehicle_officer
    giver = actions.Giver(person_id=transport.person().pk, shares=2400, contact="+963990000201")
    draft = actions.begin_transfer(
        vehicle=vehicle, given=[giver], unit=transport.unit, by=clerk, key=new_token()
    )
    draft = transport.again(draft)
    assert draft.case.applicant_id == transport.cast.owner.pk
    actions.add_buyer(application=draft, taker=transport.taker(contact=""), by=clerk)
    actions.submit(application=draft, by=clerk, version=draft.case.version, key=new_token())
    sent = transport.again(draft)
    buyer, seller = side(sent, "BUYER"), side(sent, "SELLER")

    def see(party: Party, by: User) -> str:
        return refusal_of(lambda: actions.witness(application=sent, party=party, by=by))

    assert see(buyer, clerk) == "not_permitted"
    assert see(seller, officer) == "has_a_phone"
    actions.witness(application=sent, party=buyer, by=officer)
    assert side(sent, "BUYER").witnessed_by == officer
    assert see(buyer, officer) == "agreed_before"
    actions.agree(application=sent, by=transport.cast.owner)
    assert transport.pay(transport.again(sent)).case.step == "issued"
    assert owners(vehicle) == [("Hanna", 2400)]


def test_who_sells_is_no_witness_for_the_buyer_and_decides_nothing_about_it(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    clerk, officer = transport.cast.vehicle_clerk, transport.cast.vehicle_officer
    # Proven when they did not work for the Authority yet.
    PersonAccount.objects.create(person=transport.person(), user=officer, proven_by=clerk)
    sent = sent_without_phones(transport, vehicle)
    for which in ("BUYER", "SELLER"):
        party = side(sent, which)
        refusal = queries.why_not_witness(sent, party, officer)
        assert refusal is not None
        assert refusal.code == "own_case"
    refusal = queries.why_not_decide(sent, officer)
    assert refusal is not None
    assert refusal.code == "own_case"


def test_a_sole_seller_without_a_phone_agrees_before_an_officer_and_nobody_elses_is_the_bill(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    clerk, seller = client_of("vehicle_clerk"), transport.person()
    begin = reverse("vehicles:transfer_begin", args=[vehicle.reference])
    key = clerk.get(begin).context["form"]["key"].value()
    draft_page = clerk.post(begin, {"shares_1": "2400", "phone_1": "", "is_seen": "on", "key": key})
    draft = Application.objects.get(act="CHANGE_OF_OWNER")
    assert draft_page.headers["Location"] == reverse("vehicles:transfer", args=[draft.reference])
    assert draft.case.applicant == transport.cast.vehicle_clerk
    actions.add_buyer(application=draft, taker=transport.taker(), by=transport.cast.vehicle_clerk)
    fields = clerk.get(draft_page.headers["Location"]).context["form"]
    sending = {name: fields[name].value() for name in ("key", "version")}
    assert clerk.post(draft_page.headers["Location"], sending).status_code == 302
    sent = transport.again(draft)
    assert sent.case.step == "consents"
    seen = {"party": "1", "document_number": "010 0000001", "is_seen": "on"}
    witness = reverse("vehicles:witness", args=[sent.reference])
    assert clerk.post(witness, seen).status_code == 403
    assert client_of("vehicle_officer").post(witness, seen).status_code == 302
    agreed = side(sent, "SELLER")
    assert agreed.person == seller
    assert agreed.witnessed_by == transport.cast.vehicle_officer
    actions.agree(application=sent, by=transport.cast.buyer)
    bill = queries.bill_of(sent)
    assert bill is not None
    assert bill.payer == transport.cast.buyer
    assert transport.pay(transport.again(sent)).case.step == "issued"
    assert owners(vehicle) == [("Hanna", 2400)]


def test_what_an_official_wrote_for_others_is_closed_to_them_when_they_leave_the_office(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    clerk, officer = transport.cast.vehicle_clerk, transport.cast.vehicle_officer
    asked = actions.correct(
        vehicle=vehicle, changes={"make": "HONDA"}, reason="Typed", by=officer, key=new_token()
    )
    giver = actions.Giver(person_id=transport.person().pk, shares=2400)
    draft = actions.begin_transfer(
        vehicle=vehicle, given=[giver], unit=transport.unit, by=clerk, key=new_token()
    )
    pages = {
        "vehicle_officer": reverse("vehicles:application", args=[asked.reference]),
        "vehicle_clerk": reverse("vehicles:transfer", args=[draft.reference]),
    }
    for who, page in pages.items():
        before = AuditEntry.objects.filter(action="vehicles.application.seen").count()
        assert client_of(who).get(page).status_code == 200
        seen = AuditEntry.objects.filter(action="vehicles.application.seen")
        assert seen.count() == before + 1
    Posting.objects.filter(user__in=[clerk, officer]).delete()
    for who, page in pages.items():
        assert client_of(who).get(page).status_code == 404


def test_whose_licence_the_register_gives_nobodys_account_when_no_side_has_one(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    officer = transport.cast.vehicle_officer
    sent = sent_without_phones(transport, vehicle)
    for which in ("SELLER", "BUYER"):
        actions.witness(application=sent, party=side(sent, which), by=officer)
    done = transport.pay(transport.again(sent))
    licence = queries.find_licence(done)
    assert licence is not None
    assert licence.paper is not None
    assert licence.paper.holder_id is None


def test_the_seller_does_not_get_the_buyers_licence(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    done = transport.pay(transport.transfer_agreed(vehicle))
    paper = reverse("vehicles:paper", args=[done.reference])
    assert client_of("owner").get(paper).status_code == 404
    page = client_of("owner").get(reverse("vehicles:application", args=[done.reference]))
    assert paper not in page.content.decode()
    own = reverse("vehicles:side_paper", args=[done.reference])
    assert b"".join(client_of("buyer").get(own)).startswith(b"%PDF")


def test_a_buyers_document_is_of_who_issued_it(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    draft, owner = transport.transfer_draft(vehicle), client_of("owner")
    page = reverse("vehicles:buyer_add", args=[draft.reference])
    form = owner.get(page).context["form"]
    assert form["document_issuer"].value() == "SYR"
    facts = {
        "name_arabic": "آلان أحمد",
        "given_names": "Alan",
        "surname": "Ehmed",
        "born_on_day": "4",
        "born_on_month": "5",
        "born_on_year": "1990",
        "document_kind": "TRAVEL_DOCUMENT",
        "document_issuer": "",
        "document_number": "d-77",
        "shares": "2400",
        "phone": "0990000202",
    }
    assert "document_issuer" in owner.post(page, facts).context["form"].errors
    assert owner.post(page, {**facts, "document_issuer": "IRQ"}).status_code == 302
    document = side(draft, "BUYER").person.documents.get()
    assert (document.kind, document.issuer, document.number) == ("TRAVEL_DOCUMENT", "IRQ", "D-77")


def test_shares_lost_after_the_payment_hold_the_case(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    agreed = transport.transfer_agreed(vehicle)
    transport.take_money(agreed)
    heir = transport.person(number="010-0000077", surname="Reşîd", given_names="Nûjîn")
    seller = transport.person()
    actions.transfer(
        vehicle=vehicle, given={seller.pk: 1}, taken={heir.pk: 1}, source="court order"
    )
    relay.drain()
    held = transport.again(agreed)
    assert held.case.step == "held"
    assert sorted(owners(vehicle)) == [("Reşîd", 1), ("Xelîl", 2399)]


def test_the_pages_of_a_transfer_from_the_seller_to_the_licence(
    transport: TransportOffice, vehicle: Vehicle, client_of: ClientOf
) -> None:
    transport.owner_is_known()
    owner, buyer = client_of("owner"), client_of("buyer")
    begin = reverse("vehicles:transfer_begin", args=[vehicle.reference])
    key = owner.get(begin).context["form"]["key"].value()
    answer = owner.post(begin, {"shares": "2400", "key": key})
    draft = answer.headers["Location"]
    transfer = Application.objects.get(act="CHANGE_OF_OWNER")
    facts = {
        "name_arabic": "مريم جورج حنا",
        "given_names": "Maryam George",
        "surname": "Hanna",
        "born_on_day": "4",
        "born_on_month": "5",
        "born_on_year": "1990",
        "document_kind": "IDENTITY_CARD",
        "document_issuer": "SYR",
        "document_number": "020-0000002",
        "shares": "٢٤٠٠",
        "phone": "0990000202",
    }
    added = owner.post(reverse("vehicles:buyer_add", args=[transfer.reference]), facts)
    assert added.headers["Location"] == draft
    page = owner.get(draft)
    fields = {name: page.context["form"][name].value() for name in ("key", "version")}
    assert owner.post(draft, fields).status_code == 302
    side_page = reverse("vehicles:side", args=[transfer.reference])
    for client in (owner, buyer):
        seen = client.get(side_page).content.decode()
        assert "Hanna" in seen or "حنا" in seen
        assert "020-0000002" not in seen
        assert "963990000" not in seen
        assert client.post(side_page, {"answer": "agree"}).status_code == 302
    paper = reverse("vehicles:side_paper", args=[transfer.reference])
    assert buyer.get(paper).status_code == 404
    transport.pay(transport.again(transfer))
    assert b"".join(buyer.get(paper)).startswith(b"%PDF")
    assert owner.get(paper).status_code == 404
    assert client_of("rival").get(side_page).status_code == 404
