"""The catalogue of vehicles and the imports, as administrators keep them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting
from interior_portal.audit.models import AuditEntry
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.workflow.models import KnownAnswer
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from tests.vehicles.test_importing import table
from vehicles.models import Act, FeeRule, ImportRun, PlateKind, Town, Vehicle, VehicleClass

NAMES = {"name_ar": "اسم", "name_kmr": "Nav", "name_en": "Name"}
# Session, user, postings, the rows, and what the filters offer; never one for a row.
LIST_QUERIES = {"vehicleclass": 5, "town": 5, "platekind": 5, "feerule": 6, "importrun": 6}


@pytest.fixture
def browser(transport: TransportOffice, client_of: ClientOf) -> Client:
    client = client_of("administrator")
    client.cookies["language"] = "en"
    return client


def post(client: Client, path: str, posted: Mapping[str, Any]) -> str:
    """The page's words where it refuses, nothing where it saves."""
    response = client.post(f"/admin/{path}", posted)
    return "" if response.status_code == 302 else response.content.decode()


def shown(client: Client, path: str) -> str:
    response = client.get(f"/admin/{path}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("model", LIST_QUERIES)
def test_a_list_costs_the_same_for_many_rows(
    browser: Client, model: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown(browser, f"vehicles/{model}/")
    with django_assert_num_queries(LIST_QUERIES[model]):
        shown(browser, f"vehicles/{model}/")


def test_a_class_keeps_its_code_and_its_term_is_told_to_the_ledger(
    transport: TransportOffice, browser: Client
) -> None:
    transport.begin(Act.FIRST_REGISTRATION, transport.entry())
    row = VehicleClass.objects.get(code="private-car")
    path = f"vehicles/vehicleclass/{row.pk}/change/"
    assert "Running applications about vehicles of this class: 1." in shown(browser, path)
    facts = {"eu_category": "M1", "position": 2, "is_open": "on", "code": "other", **NAMES}
    assert "Choose from 1 to 120 months." in post(
        browser, path, {**facts, "inspection_months": 0, "licence_months": 12}
    )
    assert post(browser, path, {**facts, "inspection_months": 6, "licence_months": 12}) == ""
    row.refresh_from_db()
    assert (row.code, row.inspection_months) == ("private-car", 6)
    entry = AuditEntry.objects.get(action="vehicles.vehicleclass.changed")
    assert "inspection_months" in entry.data["fields"]


def test_a_town_gets_another_spelling(browser: Client) -> None:
    row = Town.objects.get(code="qamishlo")
    facts = {"position": 1, "aliases": "Kamechliye,قامشلي", **NAMES}
    assert post(browser, f"vehicles/town/{row.pk}/change/", facts) == ""
    row.refresh_from_db()
    assert row.aliases == ["Kamechliye", "قامشلي"]


def test_no_town_is_called_as_the_trial_plates_are(browser: Client) -> None:
    row = Town.objects.get(code="qamishlo")
    said = post(
        browser, f"vehicles/town/{row.pk}/change/", {"position": 1, "aliases": "Test", **NAMES}
    )
    assert "No real plate can bear it" in said


def test_a_kind_of_plates_has_digits(browser: Client) -> None:
    facts = {"code": "diplomatic", "position": 9, "digits_least": 4, "low_below": 0, **NAMES}
    said = post(browser, "vehicles/platekind/add/", {**facts, "digits_most": 3})
    assert "A plate has from 1 to 10 digits" in said
    assert post(browser, "vehicles/platekind/add/", {**facts, "digits_most": 5}) == ""
    assert PlateKind.objects.filter(code="diplomatic").exists()


def test_a_cell_that_has_begun_only_ends_and_another_one_follows(browser: Client) -> None:
    row = FeeRule.objects.filter(act="DUPLICATE", origin="REGULAR").order_by("pk")[0]
    today = clock.today()
    facts = {
        "act": row.act,
        "origin": row.origin,
        "vehicle_class": row.vehicle_class_id,
        "year_from": "",
        "year_until": "",
        "fee_code": "vehicle-transfer",
        "since": (today + dt.timedelta(days=8)).isoformat(),
        "until": "",
    }
    assert "Another cell says what this costs" in post(browser, "vehicles/feerule/add/", facts)
    ending = {**facts, "until": (today + dt.timedelta(days=7)).isoformat()}
    assert post(browser, f"vehicles/feerule/{row.pk}/change/", ending) == ""
    row.refresh_from_db()
    assert (row.fee_code, row.until) == ("vehicle-duplicate", today + dt.timedelta(days=7))
    assert post(browser, "vehicles/feerule/add/", facts) == ""
    yesterday = {**facts, "act": "SCRAPPING", "since": (today - dt.timedelta(days=1)).isoformat()}
    assert "This day is over." in post(browser, "vehicles/feerule/add/", yesterday)


def test_a_known_answer_begins_and_ends(transport: TransportOffice, browser: Client) -> None:
    transport.forget("traffic.holds")
    path = "workflow/knownanswer/add/"
    facts = {
        "question": "traffic.holds",
        "unit": transport.cast.unit("traffic").pk,
        "outcome": "held",
        "since": clock.today().isoformat(),
    }
    assert "An answer that is not clear says why" in post(browser, path, facts)
    wrong = {**facts, "outcome": "cleared"}
    assert "This question has no such answer." in post(browser, path, wrong)
    half = {**facts, "outcome": "none", "subject_key": "vin"}
    assert "Say both what it is about and its value" in post(browser, path, half)
    assert post(browser, path, {**facts, "outcome": "none"}) == ""
    row = KnownAnswer.objects.get(question="traffic.holds")
    said = post(browser, path, {**facts, "outcome": "none"})
    assert "Another row answers this" in said
    change = f"workflow/knownanswer/{row.pk}/change/"
    assert "Questions of this kind that wait for a person there: 0." in shown(browser, change)
    assert post(browser, change, {"until": clock.today().isoformat(), "outcome": "held"}) == ""
    row.refresh_from_db()
    assert (row.outcome, row.until) == ("none", clock.today())
    assert AuditEntry.objects.filter(action="workflow.knownanswer.changed").exists()


def test_a_register_is_uploaded_followed_and_its_report_read(
    transport: TransportOffice, browser: Client
) -> None:
    file = SimpleUploadedFile("old.csv", table({}, {"class": "x"}))
    facts = {"file": file, "unit": transport.unit.pk}
    assert post(browser, "vehicles/importrun/add/", facts) == ""
    relay.drain()
    run = ImportRun.objects.get()
    assert (run.rows_taken, run.rows_refused) == (1, 1)
    assert Vehicle.objects.count() == 1
    text = shown(browser, f"vehicles/importrun/{run.pk}/change/")
    address = f"/admin/vehicles/importrun/{run.pk}/report.csv"
    assert address in text
    report = browser.get(address)
    told = report.getvalue().decode()
    assert "The portal does not know" in told
    assert AuditEntry.objects.filter(action="vehicles.import.started").exists()


def test_who_is_not_posted_as_administrator_looks_and_writes_nothing(
    transport: TransportOffice, browser: Client
) -> None:
    Posting.objects.filter(user=transport.cast.administrator).delete()
    row = VehicleClass.objects.get(code="bus")
    shown(browser, f"vehicles/vehicleclass/{row.pk}/change/")
    assert browser.post(f"/admin/vehicles/vehicleclass/{row.pk}/change/", {}).status_code == 403
    for model in ("vehicleclass", "town", "platekind", "feerule", "importrun"):
        assert browser.get(f"/admin/vehicles/{model}/add/").status_code == 403
    assert browser.get("/admin/vehicles/importrun/").status_code == 403
    assert browser.get("/admin/vehicles/importrun/1/report.csv").status_code == 404
