"""What pages ask: the reason of a grey button, the inbox, the story of a case, honest ranges."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.queries import Count, Cursor, InboxRow, Narrowing, Whose, worklists
from tests.workflow.trial import NOON, Cast, Trial, begin


def codes(case: Trial, user: User) -> dict[str, str | None]:
    return {
        transition.code: refusal.code if refusal else None
        for transition, refusal in queries.open_transitions(case.case, user)
    }


# --- the decision bar ---------------------------------------------------------------------------


def test_why_not_is_what_the_engine_would_say(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).submit()
    kept = Case.objects.select_related("procedure_version").get(pk=case.case_id)
    with django_assert_num_queries(1):
        refusal = queries.why_not(kept, "grant", cast.officer)
    assert refusal is not None
    assert refusal.code == "not_claimed"
    case.claim(cast.officer)
    assert queries.why_not(kept, "grant", cast.officer) is None
    too_many = queries.why_not(kept, "grant", cast.officer, {"number": 4})
    assert str(too_many) == "Only 3 may be granted."
    stranger = queries.why_not(kept, "grant", cast.stranger)
    assert stranger is not None
    assert stranger.code == "not_permitted"


def test_open_transitions_are_those_of_the_step_for_this_kind_of_person(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast)
    assert codes(case, cast.traveller) == {"submit": None, "withdraw": None}
    assert codes(case, cast.officer) == {}
    case.taken()
    assert codes(case, cast.officer) == {"ask": None, "propose": None, "grant": None}
    held = "claimed_by_other"
    assert codes(case, cast.second) == {"ask": held, "propose": held, "grant": held}
    assert codes(case, cast.traveller) == {"withdraw": None}
    kept = Case.objects.select_related("procedure_version").get(pk=case.case_id)
    with django_assert_num_queries(1):
        queries.open_transitions(kept, cast.officer)


def test_open_transitions_say_four_eyes(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    assert codes(case, cast.officer) == {"confirm": "four_eyes", "send_back": "four_eyes"}


def test_the_systems_transitions_are_never_offered(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    assert codes(case, cast.traveller) == {"answer": None, "withdraw": None}
    assert codes(case, cast.officer) == {}


def test_the_clerk_who_entered_the_case_sees_what_the_applicant_would(cast: Cast) -> None:
    case = begin(cast, by=cast.clerk)
    assert codes(case, cast.clerk) == {"submit": None, "withdraw": None}


def test_why_not_take_and_put_back(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = begin(cast).submit().item
    with django_assert_num_queries(1):
        assert queries.why_not_claim(item, cast.officer) is None
    assert_refused(queries.why_not_claim(item, cast.stranger), "not_permitted")
    assert_refused(queries.why_not_release(item, cast.officer), "not_held")
    engine.claim(item_id=item.pk, by=cast.officer)
    assert_refused(queries.why_not_claim(item, cast.second), "claimed_by_other")
    assert_refused(queries.why_not_release(item, cast.second), "claimed_by_other")
    assert queries.why_not_release(item, cast.officer) is None


def assert_refused(refusal: object, code: str) -> None:
    assert getattr(refusal, "code", None) == code


# --- the inbox ----------------------------------------------------------------------------------


@pytest.fixture
def queue(cast: Cast) -> str:
    return f"{cast.desk.pk}:TRIAL_OFFICER"


def test_the_queues_of_a_person_are_their_roles_at_their_units_and_below(
    cast: Cast, queue: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    directorate = cast.desk.parent
    assert directorate is not None
    with django_assert_num_queries(1):
        assert queries.queues_of(cast.officer) == [f"{directorate.pk}:TRIAL_OFFICER", queue]
    assert queries.queues_of(cast.second) == [queue]
    assert queries.queues_of(cast.stranger) == [f"{cast.elsewhere.pk}:TRIAL_OFFICER"]
    # The clerk's role and the head's own no queue.
    assert queries.queues_of(cast.clerk) == queries.queues_of(cast.traveller) == []
    User.objects.filter(pk=cast.second.pk).update(is_active=False)
    assert queries.queues_of(cast.second) == []


def test_an_inbox_row_says_what_a_list_shows(cast: Cast, queue: str) -> None:
    with travel(NOON, tick=False):
        case = begin(cast, category="single").taken()
    page = queries.inbox([queue])
    kept, item = case.case, case.item
    assert page.after is None
    assert page.rows == (
        InboxRow(
            item_id=item.pk,
            case_id=kept.pk,
            reference=kept.reference,
            procedure="trial.permit",
            category="single",
            step="review",
            queue=queue,
            unit_id=cast.desk.pk,
            due_at=kept.due_at,
            opened_at=NOON,
            applicant_name="Traveller",
            claimed_by_id=cast.officer.pk,
            claimed_by_name="Officer",
            claimed_at=NOON,
            lease_until=None,
            question="",
            version=kept.version,
        ),
    )
    assert queries.held_items(cast.officer) == page.rows
    assert queries.held_items(cast.second) == ()
    case.do("ask", cast.officer)
    assert queries.inbox([queue]).rows == queries.held_items(cast.officer) == ()


@pytest.fixture
def items(cast: Cast) -> list[int]:
    """Ids of items, most urgent first: 9 with deadlines (three of them equal) in two queues, 4 without."""
    case = begin(cast).submit()
    template = case.item
    WorkItem.objects.all().delete()
    minutes = [50, 10, 30, 30, 20, 30, 60, 40, 70, None, None, None, None]
    made = []
    for number, wait in enumerate(minutes):
        other = begin(cast, key=f"k{number}")
        made.append(
            WorkItem.objects.create(
                case=other.case,
                step="review",
                queue=template.queue if number % 3 else "other:TRIAL_OFFICER",
                due_at=NOON + dt.timedelta(minutes=wait) if wait else None,
                opened_at=NOON,
            )
        )
    far = NOON + dt.timedelta(days=9)
    return [item.pk for item in sorted(made, key=lambda item: (item.due_at or far, item.pk))]


def pages(
    found: list[str], size: int, narrowing: Narrowing = worklists.EVERYTHING
) -> Iterator[list[int]]:
    """Page after page as a reader follows the links, who would give up after fifty."""
    page = queries.inbox(found, narrowing=narrowing, size=size)
    for _ in range(50):
        yield [row.item_id for row in page.rows]
        if page.after is None:
            return
        after = Cursor.read(str(page.after))
        page = queries.inbox(found, narrowing=narrowing, after=after, size=size)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9, 12, 13, 20])
def test_pages_follow_each_other_without_gap_or_repeat(
    cast: Cast, queue: str, items: list[int], size: int
) -> None:
    found = list(pages([queue, "other:TRIAL_OFFICER"], size))
    assert [item for page in found for item in page] == items
    assert all(len(page) == size for page in found[:-1])


def test_an_inbox_holds_its_queues_only(cast: Cast, queue: str, items: list[int]) -> None:
    mine = list(WorkItem.objects.filter(queue=queue).values_list("pk", flat=True))
    assert [item for page in pages([queue], 4) for item in page] == [
        item for item in items if item in mine
    ]
    assert list(pages([], 4)) == [[]]


@pytest.mark.parametrize("number", [1, 3])
def test_an_inbox_is_one_query(
    cast: Cast, queue: str, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        begin(cast, key=f"k{count}").submit()
    with django_assert_num_queries(1):
        assert len(queries.inbox([queue]).rows) == number


def test_a_cursor_that_is_none_begins_at_the_start() -> None:
    for text in ("", "~", "x~1", "2026-11-21~x", "2026-11-21T09:00:00~7", "1"):
        assert Cursor.read(text) is None
    for cursor in (Cursor(NOON, 7), Cursor(None, 7)):
        assert Cursor.read(str(cursor)) == cursor


def fill_queues(case: Trial, items: int) -> None:
    """So many open items in 20 queues, every tenth without a deadline, as the planner would meet them."""
    sql = """
      DROP INDEX item_one_open_per_branch;
      INSERT INTO workflow_workitem (case_id, step, queue, opened_at, due_at)
      SELECT %(case)s, 'review', n %% 20 || ':TRIAL_OFFICER', now(),
        CASE WHEN n %% 10 > 0 THEN now() + n * interval '1 minute' END
      FROM generate_series(1, %(items)s) AS n;
      SET CONSTRAINTS ALL IMMEDIATE; ANALYZE workflow_workitem;
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"case": case.case_id, "items": items})


def test_the_inbox_reads_a_page_of_each_queue_however_long_the_queues_are(cast: Cast) -> None:
    fill_queues(begin(cast).submit(), 10_000)
    found = [f"{number}:TRIAL_OFFICER" for number in (1, 2, 10)]
    parameters: dict[str, Any] = {
        "queues": found,
        "due_at": NOON,
        "due_id": 0,
        "until": "infinity",
        "free_id": 0,
        "size": 26,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {worklists._INBOX}", parameters)
        nodes = list(walk(cursor.fetchone()[0][0]["Plan"]))
    scans = [node for node in nodes if node.get("Index Name") == "item_inbox"]
    assert len(scans) == 2
    assert all(node["Actual Rows"] <= 26 and "Filter" not in node for node in scans)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from walk(child)


def test_counts_stop_at_99(
    cast: Cast, queue: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).submit()
    with django_assert_num_queries(1):
        assert queries.queue_counts([queue, "x"]) == {queue: Count(1), "x": Count(0)}
    fill_queues(case, 0)
    row: dict[str, Any] = {"case": case.case, "step": "review", "opened_at": NOON}
    WorkItem.objects.bulk_create(WorkItem(queue=queue, **row) for _ in range(98))
    assert str(queries.queue_counts([queue])[queue]) == "99"
    WorkItem.objects.bulk_create(WorkItem(queue=queue, **row) for _ in range(50))
    assert str(queries.queue_counts([queue])[queue]) == "99+"


def test_the_place_in_the_queue(
    cast: Cast, items: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queues = dict(WorkItem.objects.values_list("pk", "queue"))
    for number, item in enumerate(items):
        ahead = sum(queues[other] == queues[item] for other in items[:number])
        with django_assert_num_queries(1):
            assert queries.queue_place(WorkItem(pk=item)) == Count(ahead)


# --- the narrowed inbox -------------------------------------------------------------------------


def shown(found: list[str], **what: Any) -> list[int]:
    return [row.item_id for row in queries.inbox(found, narrowing=Narrowing(**what)).rows]


def test_an_inbox_is_narrowed_by_what_an_item_and_its_case_are(
    cast: Cast, queue: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plain = begin(cast, key="plain").submit()
    second = begin(cast, key="second", category="single").taken()
    second.do("propose", cast.officer)
    held = begin(cast, key="held", category="single").taken()
    everything = [case.item.pk for case in (plain, second, held)]
    by = cast.officer.pk
    expected: list[tuple[dict[str, Any], list[int]]] = [
        ({}, everything),
        ({"procedures": ("trial.permit",)}, everything),
        ({"procedures": ()}, []),
        ({"category": "single"}, everything[1:]),
        ({"step": "second_review"}, everything[1:2]),
        ({"step": "review", "category": "single"}, everything[2:]),
        ({"whose": Whose.FREE, "reader_id": by}, everything[:2]),
        ({"whose": Whose.MINE, "reader_id": by}, everything[2:]),
        ({"whose": Whose.OTHERS, "reader_id": by}, []),
        ({"whose": Whose.OTHERS, "reader_id": cast.second.pk}, everything[2:]),
        ({"whose": Whose.MINE, "reader_id": by, "step": "second_review"}, []),
        ({"whose": Whose.MINE, "reader_id": by, "category": "single"}, everything[2:]),
        ({"whose": Whose.MINE, "reader_id": by, "is_undated": True}, []),
    ]
    assert [shown([queue], **what) for what, _ in expected] == [items for _, items in expected]
    assert shown(["other:TRIAL_OFFICER"], whose=Whose.MINE, reader_id=by) == []
    with django_assert_num_queries(2):
        shown([queue], step="review")


def test_a_claim_whose_lease_is_over_is_free(cast: Cast, queue: str) -> None:
    item = begin(cast).taken().item
    over = clock.now() - dt.timedelta(minutes=1)
    WorkItem.objects.filter(pk=item.pk).update(lease_until=over)
    assert shown([queue], whose=Whose.FREE) == [item.pk]
    assert shown([queue], whose=Whose.OTHERS, reader_id=cast.second.pk) == []
    WorkItem.objects.filter(pk=item.pk).update(lease_until=over + dt.timedelta(minutes=9))
    assert shown([queue], whose=Whose.FREE) == []


def test_an_inbox_is_narrowed_by_the_deadline(cast: Cast, queue: str, items: list[int]) -> None:
    queues = [queue, "other:TRIAL_OFFICER"]
    due = dict(WorkItem.objects.values_list("pk", "due_at"))
    first, until = NOON + dt.timedelta(minutes=30), NOON + dt.timedelta(minutes=60)
    dated = [(item, moment) for item in items if (moment := due[item])]
    wanted = [item for item, moment in dated if first <= moment < until]
    assert len(wanted) == 5
    assert shown(queues, due_from=first, due_until=until) == wanted
    assert shown(queues, due_until=first) == [item for item, at in dated if at < first]
    assert shown(queues, is_undated=True) == [item for item in items if due[item] is None]
    narrowing = Narrowing(due_from=first, due_until=until)
    assert [i for page in pages(queues, 2, narrowing) for i in page] == wanted
    undated = Narrowing(is_undated=True)
    assert [i for page in pages(queues, 3, undated) for i in page] == items[-4:]


@pytest.mark.parametrize("most_and_size", [(1, 25), (2, 1), (3, 2), (100, 3)])
def test_a_rare_choice_in_a_long_queue_is_looked_for_piece_by_piece(
    queue: str, items: list[int], most_and_size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    most, size = most_and_size
    monkeypatch.setattr(worklists, "MOST_LOOKED_AT", most)
    rare = [items[3], items[8], items[12]]
    WorkItem.objects.filter(pk__in=rare).update(step="second_review")
    found = list(pages([queue, "other:TRIAL_OFFICER"], size, Narrowing(step="second_review")))
    assert [item for page in found for item in page] == rare
    cut = queries.inbox([queue], narrowing=Narrowing(step="nowhere"), size=size)
    assert (cut.rows, cut.is_cut, cut.after is None) == ((), most < 100, most == 100)


def test_a_narrowed_inbox_looks_at_so_many_items_and_no_more(cast: Cast) -> None:
    fill_queues(begin(cast).submit(), 30_000)
    found = [f"{number}:TRIAL_OFFICER" for number in (1, 2, 10)]
    narrowing = Narrowing(step="nowhere", category="nothing")
    # Few beside the length of a queue, as a thousand are where a hundred thousand wait.
    parameters = worklists._parameters(found, narrowing, None, 25) | {"most": 20}
    with connection.cursor() as cursor:
        for sql in (worklists._NARROWED, worklists._STOPPED):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
            nodes = list(walk(cursor.fetchone()[0][0]["Plan"]))
            scans = [node for node in nodes if node.get("Index Name") == "item_inbox"]
            assert [node["Actual Rows"] <= 20 for node in scans] == [True, True]
            assert [node["Filter"] for node in scans if "Filter" in node] == []
            sorts = [node["Actual Rows"] for node in nodes if node["Node Type"] == "Sort"]
            assert max(sorts, default=0) <= 1000


def test_the_desks_of_a_person_are_their_queues_and_those_they_look_after(
    cast: Cast, queue: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        desks = queries.desks_of(cast.officer)
    assert [desk.queue for desk in desks if desk.is_own] == sorted(
        queries.queues_of(cast.officer), key=lambda code: int(code.split(":")[0])
    )
    looked_after = queries.desks_of(cast.head)
    assert queue in [desk.queue for desk in looked_after]
    assert not any(desk.is_own for desk in looked_after)
    assert queries.desks_of(cast.clerk) == queries.desks_of(cast.traveller) == ()


# --- history ------------------------------------------------------------------------------------


def test_a_timeline_tells_who_did_what_for_whom(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast, by=cast.clerk)
    case.do("submit", cast.clerk, note="x")
    case.claim(cast.officer)
    case.do("ask", cast.officer)
    case.do("expire", None)
    kept = case.case
    with django_assert_num_queries(1):
        story = queries.timeline(kept)
    assert [(e.seq, e.code, e.actor_name, e.role, e.on_behalf_of_name) for e in story] == [
        (1, "trial.permit.started", "Clerk", "TRIAL_CLERK", "Traveller"),
        (2, "trial.permit.submit", "Clerk", "TRIAL_CLERK", "Traveller"),
        (3, "workflow.claimed", "Officer", "TRIAL_OFFICER", ""),
        (4, "trial.permit.ask", "Officer", "TRIAL_OFFICER", ""),
        (5, "trial.permit.expire", "", "", ""),
    ]
    assert (story[1].from_step, story[1].to_step, story[1].data["note"]) == ("draft", "review", "x")


def closed_after(cast: Cast, days: int, number: int, move: str = "grant", **more: Any) -> None:
    with travel(NOON - dt.timedelta(days=days), tick=False):
        case = begin(cast, key=f"{move}-{number}-{days}", **more).taken()
    with travel(NOON, tick=False):
        case.do(move, cast.officer if move == "grant" else cast.traveller)


def test_the_honest_range_is_the_middle_of_what_was(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, days in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9]):
        closed_after(cast, days, number)
    with travel(NOON + dt.timedelta(hours=1), tick=False):
        assert queries.handling_range("trial.permit") is None
        closed_after(cast, 30, 10, category="rare")
        with django_assert_num_queries(1):
            found = queries.handling_range("trial.permit")
        assert found is not None
        assert (found.low_days, found.high_days, found.cases) == (2, 8, 10)
        # What the applicants withdrew says nothing about us.
        for number in range(5):
            closed_after(cast, 0, number, "withdraw")
        assert queries.handling_range("trial.permit") == found
        assert queries.handling_range("trial.permit", "rare") is None
    with travel(NOON + dt.timedelta(days=31), tick=False):
        assert queries.handling_range("trial.permit") is None


def test_days_are_counted_where_we_live(cast: Cast) -> None:
    """22:30 in Damascus and 00:30 are two days, though UTC calls them one."""
    evening = dt.datetime(2026, 11, 21, 19, 30, tzinfo=dt.UTC)
    assert timezone.localdate(evening) == dt.date(2026, 11, 21)
    for number in range(10):
        with travel(evening, tick=False):
            case = begin(cast, key=f"k{number}").taken()
        with travel(evening + dt.timedelta(hours=2), tick=False):
            case.do("grant", cast.officer)
    with travel(evening + dt.timedelta(hours=3), tick=False):
        found = queries.handling_range("trial.permit")
    assert found is not None
    assert (found.low_days, found.high_days) == (1, 1)
