"""What somebody tries who wants more than is theirs, and input that nobody foresaw."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import User
from interior_portal.audit.models import AuditEntry
from interior_portal.documents import views as documents
from interior_portal.documents.models import Paper, Upload
from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.results import KEY_REUSED
from tests.cast import Cast, ClientOf
from tests.scenarios import VisaOffice, portrait
from visas import actions, queries
from visas.models import Application

Facts = dict[str, Any]


def refusal_of(act: Callable[..., object], **facts: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return refused.value.refusal.code


def posted(page: str, client: Client, *args: str, **answers: object) -> Any:
    return client.post(reverse(page, args=args), answers)


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["%00", "a%00b", "%ff", "a" * 5000, "%D9%A3" * 22, "%E2%80%AE"])
def test_a_token_that_cannot_be_one_is_an_unknown_paper(
    db: None, client: Client, token: str
) -> None:
    answer = client.get(f"/check/{token}/")
    assert answer.status_code == 200
    assert answer.context["facts"] == []


def test_a_decision_that_the_procedure_does_not_know_is_no_page(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.claim(office.in_review())
    desk = client_of("officer")
    assert desk.get(reverse("visas:step", args=[application.reference, "grant"])).status_code == 200
    forward = reverse("visas:step", args=[application.reference, "forward"])
    assert desk.get(forward).status_code == 404
    assert desk.post(forward, {"list_number": "1"}).status_code == 404


def test_a_page_sent_again_with_another_reason_is_refused_in_words(
    office: VisaOffice, client_of: ClientOf
) -> None:
    first, second = office.kind("travel").categories.all()[:2]
    page, key = client_of("traveller"), str(uuid.uuid4())
    begun = posted("visas:begin", page, "travel", category=first.pk, key=key)
    assert begun.status_code == 302
    again = posted("visas:begin", page, "travel", category=first.pk, key=key)
    assert again["Location"] == begun["Location"]
    other = posted("visas:begin", page, "travel", category=second.pk, key=key)
    assert other.status_code == 200
    with override("ar"):
        assert other.context["form"].non_field_errors() == [str(KEY_REUSED)]
    stolen = posted("visas:begin", client_of("rival"), "travel", category=first.pk, key=key)
    assert stolen.status_code == 200
    assert Application.objects.count() == 1


# --- a part of one's own --------------------------------------------------------------------------


def test_nobody_is_their_own_host(office: VisaOffice, client_of: ClientOf) -> None:
    draft, own = office.fill_in(office.begin()), office.cast.traveller.email
    page = posted(
        "visas:section",
        client_of("traveller"),
        draft.reference,
        "host",
        host_name="ليلى",
        host_contact=own,
    )
    assert list(page.context["form"].errors) == ["host_contact"]
    actions.save_answers(application=draft, by=office.cast.traveller, changes={"host_contact": own})
    facts: Facts = {"by": office.cast.traveller, "paper_language": "kmr", "version": 1, "key": "k"}
    assert refusal_of(actions.submit, application=office.again(draft), **facts) == "own_host"


@pytest.fixture
def hosting_officer(office: VisaOffice) -> Application:
    """In the hands of an officer whom the traveller names as host."""
    draft = office.fill_in(office.begin())
    changes = {"host_contact": office.cast.officer.email}
    actions.save_answers(application=draft, by=office.cast.traveller, changes=changes)
    return office.claim(office.pay(office.submit(office.again(draft))))


def test_a_host_does_not_decide(
    office: VisaOffice, hosting_officer: Application, client_of: ClientOf
) -> None:
    facts: Facts = {"by": office.cast.officer, "version": hosting_officer.case.version, "key": "k"}
    grant: Facts = {"entries": 1, "stay_days": 3, "conditions": ""}
    code = refusal_of(actions.grant, application=hosting_officer, **facts, **grant)
    assert code == "own_guest"
    page = client_of("officer").get(reverse("visas:case", args=[hosting_officer.reference]))
    assert {one.refusal.code for one in page.context["decisions"]} == {"own_guest"}


def test_who_entered_it_at_the_counter_does_not_decide(office: VisaOffice) -> None:
    cast = office.cast
    accounts.post(
        user=cast.clerk,
        unit=cast.unit("visas-qamishlo"),
        role="VISA_OFFICER",
        starts_on=clock.today(),
        by=None,
    )
    draft = office.fill_in(office.begin_at_counter("+963990000199", "سعاد"))
    application = office.act(draft, actions.submit, by="clerk", paper_language="kmr")
    application = office.claim(office.pay(application), "clerk")
    facts: Facts = {"by": cast.clerk, "version": application.case.version, "key": "k"}
    grant: Facts = {"entries": 1, "stay_days": 3, "conditions": ""}
    assert refusal_of(actions.grant, application=application, **facts, **grant) == "own_entry"


def test_an_officer_reads_their_own_case_as_everybody_else_does(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.in_review()
    cast = office.cast
    User.objects.filter(pk=cast.traveller.pk).update(is_staff=True)
    accounts.post(
        user=User.objects.get(pk=cast.traveller.pk),
        unit=cast.unit("visas-qamishlo"),
        role="VISA_OFFICER",
        starts_on=clock.today(),
        by=None,
    )
    own = client_of("traveller")
    assert own.get(reverse("workflow:desk")).status_code == 200
    refused = own.get(reverse("visas:case", args=[application.reference]))
    assert refused.status_code == 403
    with override("ar"):
        assert str(OWN_CASE) in refused.content.decode()
    assert own.get(reverse("visas:application", args=[application.reference])).status_code == 200


# --- clerks, officers and heads who come and go ---------------------------------------------------


def test_a_clerk_of_another_office_has_left_their_old_cases_behind(
    office: VisaOffice, client_of: ClientOf
) -> None:
    cast = office.cast
    draft = office.begin_at_counter("+963990000199", "سعاد")
    page, counter = reverse("visas:application", args=[draft.reference]), reverse("visas:counter")
    assert client_of("clerk").get(page).status_code == 200
    assert list(client_of("clerk").get(counter).context["drafts"]) == [draft]
    posting = cast.clerk.postings.get()
    posting.unit = cast.unit("semalka")
    posting.save()
    assert client_of("clerk").get(counter).status_code == 200
    assert list(client_of("clerk").get(counter).context["drafts"]) == []
    assert client_of("clerk").get(page).status_code == 404


def test_the_ledger_knows_what_a_clerk_read(office: VisaOffice, client_of: ClientOf) -> None:
    draft = office.begin_at_counter("+963990000199", "سعاد")
    client_of("clerk").get(reverse("visas:application", args=[draft.reference]))
    seen = AuditEntry.objects.get(action="visas.application.seen")
    assert (seen.actor_id, seen.subject_ref, seen.reason) == (
        office.cast.clerk.pk,
        draft.reference,
        "counter",
    )


def test_the_head_puts_back_what_a_dismissed_officer_held(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.claim(office.in_review())
    accounts.disable_user(user=office.cast.officer, by=None)
    for somebody, holder in (
        ("second_officer", office.cast.officer.pk),
        ("auditor", office.cast.officer.pk),
        ("head", None),
    ):
        posted("visas:release", client_of(somebody), application.reference)
        item = queries.open_item(application)
        assert item is not None
        assert item.claimed_by_id == holder
    office.claim(application, "second_officer")


# --- the end of a visa before its time ------------------------------------------------------------


def test_the_head_revokes_a_visa_and_the_traveller_learns_why(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.grant(office.in_review())
    pdf = reverse("visas:paper", args=[application.reference])
    paper = client_of("traveller").get(pdf)
    assert paper.status_code == 200
    assert paper.getvalue().startswith(b"%PDF")
    page = reverse("visas:revoke", args=[application.reference])
    assert client_of("officer").post(page, {"reason": "x"}).status_code == 403
    assert client_of("head").post(page, {"reason": ""}).status_code == 200
    assert Paper.objects.get().status == "VALID"
    client_of("head").post(page, {"reason": "الجواز معلن مسروقاً"})
    assert Paper.objects.get().status == "REVOKED"
    relay.drain()
    letter = client_of("traveller").get(reverse("visas:application", args=[application.reference]))
    assert "الجواز معلن مسروقاً" in letter.content.decode()
    assert client_of("traveller").get(pdf).status_code == 404
    assert Notice.objects.filter(kind="visas.revoked", recipient=office.cast.traveller).count() == 1
    assert client_of("head").post(page, {"reason": "again"}).status_code == 200
    assert Notice.objects.filter(kind="visas.revoked").count() == 1


def test_a_clerk_reads_out_the_payment_reference_and_is_led_nowhere(
    office: VisaOffice, client_of: ClientOf
) -> None:
    draft = office.fill_in(office.begin_at_counter("+963990000199", "سعاد"))
    application = office.act(draft, actions.submit, by="clerk", paper_language="kmr")
    bill, page = queries.bill_of(application), ["visas:application", application.reference]
    answer = client_of("clerk").get(reverse(page[0], args=page[1:]))
    assert bill.reference in answer.content.decode()
    assert reverse("payments:bill", args=[bill.reference]) not in answer.content.decode()
    assert answer.context["letter"].action is None


@time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False)
def test_one_person_cannot_keep_the_portal_busy_with_files(
    office: VisaOffice, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(documents, "UPLOADS_PER_MINUTE", 2)
    draft, sender = office.begin(), client_of("traveller")
    answers = [posted("visas:photo", sender, draft.reference, photo=portrait()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert sender.get(reverse("visas:photo", args=[draft.reference])).status_code == 200
    assert Upload.objects.count() == 2


# --- what the applicant may notice ----------------------------------------------------------------


def test_a_proposed_refusal_changes_nothing_that_the_applicant_sees(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.in_review()
    page = reverse("visas:application", args=[application.reference])
    before = client_of("traveller").get(page).context["letter"]
    proposed = office.propose_refusal(application)
    after = client_of("traveller").get(page).context["letter"]
    assert after == before
    assert office.act(proposed, actions.withdraw).case.step == "withdrawn"
    assert queries.standing_refusal(application) is None


def test_a_host_is_not_asked_about_a_closed_case(office: VisaOffice) -> None:
    application = office.act(office.sent(), actions.withdraw)
    facts: Facts = {"by": office.cast.host, "confirms": True}
    assert refusal_of(actions.answer_as_host, application=application, **facts) == "host_too_late"


# --- what cannot be written on a visa -------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("surname", "李", "name_letters"),
        ("surname", "HADDAD2", "name_letters"),
        ("document_number", "رقم 12", "document_number"),
        ("document_number", "---", "document_number"),
    ],
)
def test_what_no_machine_could_read_is_refused_before_it_is_sent(
    office: VisaOffice, field: str, value: str, code: str
) -> None:
    draft = office.fill_in(office.begin("travel", "patient"))
    assert queries.why_not_submit(draft) is None
    setattr(draft, field, value)
    refusal = queries.why_not_submit(draft)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", "ليلى بنت عبد الرحمن آل الحاج يوسف الصالح العبد الله الكبير"),
        ("surname", "Çiçek-Şêxmûs Ś'ç ü"),
        ("surname", "A" * 80),
        ("document_number", "12/34-5"),
        ("document_number", "x" * 30),
    ],
)
def test_what_is_odd_and_allowed_gets_its_paper(office: VisaOffice, field: str, value: str) -> None:
    draft = office.fill_in(office.begin("travel", "patient"))
    actions.save_answers(application=draft, by=office.cast.traveller, changes={field: value})
    application = office.forward(office.pay(office.submit(office.again(draft))))
    application = office.grant(application, approved_on=clock.today())
    assert not OutboxRow.objects.exclude(state="DONE").exists()
    assert application.visa.paper_id is not None


def test_no_visa_on_a_document_that_expired_meanwhile(office: VisaOffice) -> None:
    application = office.claim(office.in_review())
    facts: Facts = {"by": office.cast.officer, "version": application.case.version, "key": "k"}
    grant: Facts = {"entries": 1, "stay_days": 3, "conditions": ""}
    application.document_expires_on = clock.today() - dt.timedelta(days=1)
    code = refusal_of(actions.grant, application=application, **facts, **grant)
    assert code == "document_expired"
    application.document_expires_on = clock.today()
    actions.grant(application=application, **facts, **grant)
    assert office.again(application).visa.valid_until == clock.today()


@pytest.mark.parametrize(("entries", "step"), [(0, "review"), (1, "granted"), (2, "review")])
def test_no_more_entries_than_the_kind_allows(
    office: VisaOffice, client_of: ClientOf, entries: int, step: str
) -> None:
    application = office.claim(office.in_review())
    facts: Facts = {"version": application.case.version, "key": str(uuid.uuid4())}
    posted(
        "visas:step",
        client_of("officer"),
        application.reference,
        "grant",
        entries=entries,
        stay_days=3,
        **facts,
    )
    assert office.again(application).case.step == step


# --- at the same moment ---------------------------------------------------------------------------


def test_what_is_sent_is_what_was_checked(transactional_db: None, cast: Cast) -> None:
    """A second window empties a page between the check and the sending: the sending sees it."""
    office = VisaOffice(cast)
    draft = office.fill_in(office.begin())
    seen, saved, codes = threading.Event(), threading.Event(), []

    def send() -> None:
        try:
            application = queries.get_application(draft.reference)
            assert queries.why_not_submit(application) is None
            seen.set()
            assert saved.wait(10)
            codes.append(
                refusal_of(
                    actions.submit,
                    application=application,
                    by=cast.traveller,
                    paper_language="kmr",
                    version=application.case.version,
                    key=new_token(),
                )
            )
        finally:
            connection.close()

    sender = threading.Thread(target=send)
    with transaction.atomic():
        sender.start()
        assert seen.wait(10)
        actions.save_answers(application=draft, by=cast.traveller, changes={"surname": ""})
        saved.set()
        sender.join(0.5)
    sender.join(10)
    assert codes == ["incomplete"]
    assert office.again(draft).case.step == "draft"


# --- pages that do not grow dear ------------------------------------------------------------------


LISTS = {"visas:hosting": "host", "visas:counter": "clerk", "visas:begin": "traveller"}


@pytest.mark.parametrize(
    ("page", "needed"), [("visas:hosting", 3), ("visas:counter", 5), ("visas:begin", 5)]
)
def test_a_list_costs_the_same_for_one_and_for_three(
    office: VisaOffice,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
    needed: int,
) -> None:
    """Two are the session and the account."""
    url = reverse(page, args=["entry"] if page == "visas:begin" else [])
    browser, rows = client_of(LISTS[page]), 0
    for more in (1, 2):
        for _ in range(more):
            rows += 1
            office.sent()
            office.begin()
            office.begin_at_counter(f"+9639900001{rows:02}", "سعاد")
        browser.get(url)
        with django_assert_num_queries(needed):
            assert browser.get(url).content.decode().count("V26-") >= rows
