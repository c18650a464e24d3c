"""Undoing what an officer decided: the directorate's rows go back, and nobody outside has heard of it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.workflow import engine
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.models import DocumentRequest
from interior_portal.workflow.queries.applicants import cases_of
from tests.cast import ClientOf
from tests.scenarios import VisaOffice, page
from visas import actions, queries
from visas.models import Application, OtherSideAnswer, RefusalGround, VisaRefusal

SECOND = dt.timedelta(seconds=1)


def ask(office: VisaOffice, application: Application) -> Application:
    kind = queries.current_documents(application)[0].requirement.code
    action = actions.request_document
    return office.act(application, action, "officer", kind=kind, reason="غير واضحة")


def propose(office: VisaOffice, application: Application) -> Application:
    ground = RefusalGround.objects.get(code="purpose")
    return office.act(application, actions.propose_refusal, "officer", ground=ground, note="")


def forward(office: VisaOffice, application: Application) -> Application:
    return office.act(application, actions.forward, "officer", list_number="2026-311")


def undo(application: Application, office: VisaOffice, by: str = "officer") -> Application:
    version = application.case.version
    engine.undo(case_id=application.case_id, by=office.cast[by], version=version, key=new_token())
    return office.again(application)


def rows(application: Application) -> list[Any]:
    """What the directorate keeps of its decisions on the case, but proposals that were dropped."""
    mine = {"application": application}
    return [
        *DocumentRequest.objects.filter(case=application.case_id).values(),
        *VisaRefusal.objects.filter(**mine, dropped_at=None).values(),
        *OtherSideAnswer.objects.filter(**mine).values(),
    ]


Begin = Callable[[VisaOffice], Application]
Decide = Callable[[VisaOffice, Application], Application]


def confirm(office: VisaOffice, application: Application) -> Application:
    return office.act(application, actions.confirm_refusal, "second_officer")


def send_back(office: VisaOffice, application: Application) -> Application:
    return office.act(application, actions.return_to_review, "second_officer")


def other_side_refuses(office: VisaOffice, application: Application) -> Application:
    return office.act(
        application,
        actions.record_other_side_refusal,
        "officer",
        answered_on=clock.today(),
        reason="unknown",
    )


def under_review(office: VisaOffice) -> Application:
    return office.claim(office.in_review("travel", "patient"))


def proposed(office: VisaOffice) -> Application:
    application = office.propose_refusal(office.in_review("travel", "patient"))
    return office.claim(application, "second_officer")


def on_list(office: VisaOffice) -> Application:
    return office.claim(office.forward(office.in_review("travel", "patient")))


@pytest.mark.parametrize(
    ("begin", "decide", "by"),
    [
        (under_review, ask, "officer"),
        (under_review, propose, "officer"),
        (under_review, forward, "officer"),
        (proposed, confirm, "second_officer"),
        (proposed, send_back, "second_officer"),
        (on_list, other_side_refuses, "officer"),
    ],
)
def test_case_and_rows_are_as_they_were_and_it_can_be_decided_again(
    office: VisaOffice, begin: Begin, decide: Decide, by: str
) -> None:
    application = begin(office)
    before, step, told = rows(application), application.case.step, Notice.objects.count()
    decided = decide(office, application)
    assert rows(decided) != before
    undone = undo(decided, office, by)
    assert (rows(undone), undone.case.step) == (before, step)
    assert workflow.why_not(undone.case, "withdraw", office.cast.traveller) is None or step == (
        "awaiting_other_side"
    )
    relay.drain(held=True)
    assert Notice.objects.count() == told
    again = decide(office, undone)
    assert again.case.step == decided.case.step


def test_a_grant_cannot_be_undone(office: VisaOffice) -> None:
    application = under_review(office)
    procedure = workflow.procedure_of(application.case)
    assert {t.code for t in procedure.transitions if t.paper and t.undo_seconds} == set()
    assert procedure.transition("grant").undo_seconds == 0


class Reader:
    """The applicant, and what they can find out."""

    def __init__(self, client: Client, application: Application) -> None:
        client.cookies["language"] = "en"
        self.client, self.application = client, application

    def letter(self) -> Any:
        return self.client.get(
            reverse("visas:application", args=[self.application.reference])
        ).context["letter"]

    def seen(self) -> tuple[Any, ...]:
        """Everything that a decision changes: letter, timeline, list of cases, reply page, messages."""
        letter, case = self.letter(), self.application.case
        reply = self.client.get(reverse("visas:reply", args=[self.application.reference]))
        return (
            (letter.state, str(letter.sentence), str(letter.step), str(letter.turn)),
            [(str(row.key), str(row.value)) for row in letter.rows],
            (letter.due_at, letter.place, letter.can_withdraw, letter.action),
            [str(event.what) for event in letter.events],
            [(line.state, str(line.word)) for line in cases_of(case.applicant)],
            reply.status_code,
            Notice.objects.filter(recipient=case.applicant).count(),
        )


TOLD_LATER = [
    (under_review, ask, ("paused", "Asked for a document again; our time stands still")),
    (under_review, forward, ("waiting", "Put on the list for the other side")),
    (proposed, confirm, ("refused", "Application refused")),
    (on_list, other_side_refuses, ("refused", "The other side refused")),
]


@pytest.mark.parametrize("decision", TOLD_LATER, ids=lambda one: one[1].__name__)
def test_the_applicant_sees_nothing_at_second_ten_and_all_of_it_at_second_forty(
    office: VisaOffice,
    client_of: ClientOf,
    time_machine: TimeMachineFixture,
    decision: tuple[Begin, Decide, tuple[str, str]],
) -> None:
    begin, decide, told = decision
    application, start = begin(office), clock.now() + dt.timedelta(minutes=5)
    reader = Reader(client_of("traveller"), application)
    time_machine.move_to(start, tick=False)
    before = reader.seen()
    decided = decide(office, application)
    time_machine.move_to(start + 10 * SECOND, tick=False)
    relay.drain()
    assert reader.seen() == before
    time_machine.move_to(start + 40 * SECOND, tick=False)
    relay.drain(held=True)
    after = reader.seen()
    assert (after[0][0], after[3][0]) == told
    assert after[5] == (200 if decided.case.step == "awaiting_applicant" else 302)
    assert after[6] == before[6] + 1


def test_what_was_undone_is_never_told_to_the_applicant_but_stays_in_the_officers_timeline(
    office: VisaOffice, client_of: ClientOf, time_machine: TimeMachineFixture
) -> None:
    application = under_review(office)
    reader = Reader(client_of("traveller"), application)
    before = reader.seen()
    undo(ask(office, application), office)
    time_machine.move_to(clock.now() + 40 * SECOND, tick=False)
    relay.drain(held=True)
    assert reader.seen() == before


def test_a_host_may_answer_while_a_refusal_can_still_be_undone(
    office: VisaOffice, time_machine: TimeMachineFixture
) -> None:
    application = office.in_review()
    application = office.claim(office.propose_refusal(application), "second_officer")
    time_machine.move_to(clock.now() + dt.timedelta(minutes=5), tick=False)
    refused = confirm(office, application)
    actions.answer_as_host(application=refused, by=office.cast.host, confirms=True)
    assert office.again(refused).host_confirmed_at is not None


def test_who_withdrew_meanwhile_is_not_asked_for_a_document(office: VisaOffice) -> None:
    asked = ask(office, under_review(office))
    office.act(asked, actions.withdraw)
    relay.drain(held=True)
    assert not Notice.objects.filter(kind="visas.document_requested").exists()


def test_an_answer_cannot_be_sent_before_the_question_is_told(
    office: VisaOffice, client_of: ClientOf, time_machine: TimeMachineFixture
) -> None:
    application = under_review(office)
    time_machine.move_to(clock.now() + dt.timedelta(minutes=5), tick=False)
    asked = ask(office, application)
    address = reverse("visas:reply", args=[asked.reference])
    post = {"key": uuid.uuid4(), "version": asked.case.version, "file": page()}
    client_of("traveller").post(address, post)
    assert office.again(asked).case.step == "awaiting_applicant"


def test_the_officer_undoes_with_one_button_on_the_page_that_opens_next(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application = office.claim(office.in_review())
    officer = client_of("officer")
    address = reverse("visas:step", args=[application.reference, "propose_refusal"])
    form = officer.get(address).context["form"]
    ground = RefusalGround.objects.get(code="purpose")
    post = {name: form[name].value() for name in ("key", "version")} | {"ground": ground.pk}
    opened = officer.post(address, post, follow=True)
    assert office.again(application).case.step == "refusal_proposed"
    offered = opened.context["undoable"]
    assert f'action="{reverse("workflow:undo", args=[application.reference])}"' in (
        opened.content.decode()
    )
    back = officer.post(
        reverse("workflow:undo", args=[offered.only.reference]),
        {"version": offered.only.version, "key": offered.key},
    )
    assert back["Location"] == reverse("visas:case", args=[application.reference])
    assert officer.get(back["Location"]).context["undoable"] is None
    item = queries.open_item(application)
    assert office.again(application).case.step == "review"
    assert item is not None
    assert item.claimed_by == office.cast.officer
