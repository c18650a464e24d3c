"""The shipped catalogue: what is missing is added, what is there stays."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from interior_portal.accounts.models import Unit
from interior_portal.audit.models import AuditEntry
from interior_portal.payments import demo as money
from interior_portal.payments.models import Currency, ExchangeRate, Fee
from interior_portal.workflow import registry
from tests.cast import Cast
from visas.actions import keeping
from visas.actions.shipped import Outcome, load_kinds, shipped
from visas.models import Category, KindPromise, Question, RefusalGround, RequiredDocument, VisaKind

TABLES = (VisaKind, KindPromise, Category, RequiredDocument, Question, RefusalGround, Fee)
ROWS = [2, 2, 9, 6, 4, 4, 2]
DAY = dt.timedelta(days=1)


@pytest.fixture
def bare(cast: Cast) -> Cast:
    """An authority with units and currencies, and no service yet."""
    money.load()
    return cast


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def printed(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("visa_kinds", *arguments, stdout=out)
    return out.getvalue().splitlines()


def told() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="visas.catalogue.loaded").order_by("pk"))


def test_an_empty_portal_gets_every_shipped_row_and_the_ledger_names_them(bare: Cast) -> None:
    lines = load_kinds(by=bare.administrator)
    assert counts() == ROWS
    assert {line.outcome for line in lines} == {Outcome.ADDED}
    (entry,) = told()
    assert entry.actor_id == bare.administrator.pk
    assert len(entry.data["added"]) == sum(ROWS)
    assert "document entry/passport since 2026-01-01" in entry.data["added"]


def test_running_it_twice_adds_nothing_and_tells_nothing(bare: Cast) -> None:
    load_kinds(by=None)
    lines = load_kinds(by=None)
    assert counts() == ROWS
    assert {line.outcome for line in lines} == {Outcome.SAME}
    assert len(told()) == 1


def test_showing_says_the_same_and_changes_nothing(bare: Cast) -> None:
    shown = printed("show")
    assert counts() == [0] * len(TABLES)
    assert told() == []
    assert shown[-1].startswith("Nothing was changed;")
    assert printed("load") == shown[:-1]
    assert shown[-2] == "29 added, 0 as shipped, 0 left as it is"
    assert counts() == ROWS


def test_what_an_administrator_changed_is_left_alone(bare: Cast) -> None:
    load_kinds(by=None)
    VisaKind.objects.filter(code="entry").update(stay_days=60, is_open=False, name_en="Visa")
    entry = VisaKind.objects.get(code="entry")
    keeping.promise(kind=entry, minutes=840, since=dt.date(2026, 12, 1), by=bare.administrator)
    RequiredDocument.objects.filter(code="identity").update(until=dt.date(2026, 12, 31))
    Fee.objects.filter(code="visa-entry").update(until=dt.date(2026, 12, 31))
    left = {
        f"{line.what} {line.code}": line.differs
        for line in load_kinds(by=None)
        if line.outcome is not Outcome.SAME
    }
    assert left == {
        "kind entry": ("stay_days", "name_en"),
        "document travel/identity since 2026-01-01": ("until",),
    }
    entry.refresh_from_db()
    assert (entry.stay_days, entry.is_open, entry.name_en) == (60, False, "Visa")
    assert [row.minutes for row in KindPromise.objects.filter(kind=entry)] == [1260, 840]
    assert RequiredDocument.objects.get(code="identity").until == dt.date(2026, 12, 31)


def test_only_the_row_that_is_missing_is_added(bare: Cast) -> None:
    load_kinds(by=None)
    Question.objects.filter(code="illness").delete()
    added = [line for line in load_kinds(by=None) if line.outcome is Outcome.ADDED]
    assert [(line.what, line.code) for line in added] == [
        ("question", "entry/illness since 2026-01-01")
    ]
    assert told()[-1].data == {"added": ["question entry/illness since 2026-01-01"]}


def test_a_row_moved_to_other_days_stands_for_the_shipped_one(bare: Cast) -> None:
    load_kinds(by=None)
    Question.objects.filter(code="returns").update(since=dt.date(2027, 3, 1))
    (line,) = [line for line in load_kinds(by=None) if line.outcome is not Outcome.SAME]
    assert (line.outcome, line.differs) == (Outcome.LEFT, ("since",))
    assert Question.objects.filter(code="returns").count() == 1


def test_an_office_can_be_named_and_must_exist(bare: Cast) -> None:
    with pytest.raises(CommandError, match=r"There is no unit “nowhere”. Add it first"):
        printed("load", "--office", "nowhere")
    assert counts() == [0] * len(TABLES)
    printed("load", "--office", "visas")
    assert {kind.office for kind in VisaKind.objects.all()} == {Unit.objects.get(code="visas")}


def test_without_its_currency_no_fee_is_guessed(cast: Cast) -> None:
    assert not Currency.objects.exists()
    assert not ExchangeRate.objects.exists()
    with pytest.raises(CommandError, match=r"There is no currency “USD”. Add it first"):
        printed("load")
    assert counts() == [0] * len(TABLES)


def test_the_file_names_only_what_there_is_and_everything_in_three_languages() -> None:
    rows = shipped()
    assert {kind["procedure"] for kind in rows["kind"]} <= {p.code for p in registry.procedures()}
    texts = [
        *(row["name"] for row in (*rows["kind"], *rows["ground"])),
        *(kind["summary"] for kind in rows["kind"]),
        *(row["name"] for kind in rows["kind"] for row in kind["document"]),
        *(row["text"] for kind in rows["kind"] for row in kind["question"]),
    ]
    assert all(set(text) == {"ar", "kmr", "en"} and all(text.values()) for text in texts)
    categories = {(k["code"], c["code"]) for k in rows["kind"] for c in k.get("category", ())}
    asked = {
        (k["code"], d["category"]) for k in rows["kind"] for d in k["document"] if "category" in d
    }
    assert asked <= categories
