"""Every page and what each role gets there: one line for each address, by its name.

To add a page, add a line: what everyone gets, then who gets something else, and, where the address
names something, a function that takes it from the scenario (`tests/scenarios.py`). An address
without a line fails the build.
"""

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from interior_portal.shared import clock
from reports.actions.annual import editions, makings
from reports.models import Edition
from tests.meeting_pages import MEETING_PAGES
from tests.page_answers import (
    FIGURE_READERS,
    HEADS,
    MISSING,
    NOT_SO,
    OF_AUTHORITY,
    ONWARD,
    OPEN,
    REFUSED,
    SIGN_IN,
    STAFF,
    Kwargs,
    Page,
    at_work,
    door,
    fixed,
    of,
    own,
    page,
    public,
)
from tests.scenarios import Scenario
from tests.year_pages import YEAR_PAGES
from vehicles import models as vehicles
from vehicles import queries as vehicle_queries
from visas import queries
from visas.models import Application


def bill(scenario: Scenario) -> dict[str, Any]:
    return {"reference": queries.bill_of(scenario.unpaid).reference}


def receipt(scenario: Scenario) -> dict[str, Any]:
    return {"number": scenario.payment.receipt_number}


def printing(scenario: Scenario) -> dict[str, Any]:
    return {"number": scenario.payment.receipt_number, "copy": scenario.receipt.copy}


def officer(scenario: Scenario) -> dict[str, Any]:
    return {"pk": scenario.office.cast.officer.pk}


def shift(scenario: Scenario) -> dict[str, Any]:
    return {"reference": scenario.office.shift.reference}


def application(
    which: Callable[[Scenario], Application | vehicles.Application], **more: Any
) -> Kwargs:
    return lambda scenario: {"reference": which(scenario).reference, **more}


DRAFT = application(lambda scenario: scenario.draft)
REVIEWED = application(lambda scenario: scenario.under_review)
ASKED = application(lambda scenario: scenario.under_review, slug="nobody-asks")
REGISTRATION = application(lambda scenario: scenario.registration)
TRANSFER = application(lambda scenario: scenario.transfer)
TRANSFER_DRAFT = application(lambda scenario: scenario.transfer_draft)
DECISION = application(lambda scenario: scenario.registration, transition="refuse")
RETURNED = application(lambda scenario: scenario.returned)
GRANTED = application(lambda scenario: scenario.granted)
TRAVELLERS_PAGE = application(lambda scenario: scenario.draft, code="traveller")
GRANTING = application(lambda scenario: scenario.under_review, transition="grant")


FIRST_BUYER = application(lambda scenario: scenario.transfer_draft, number=1)


def registered_vehicle(scenario: Scenario) -> dict[str, Any]:
    return {"reference": scenario.registration.vehicle.reference}


def wanted_document(scenario: Scenario) -> dict[str, Any]:
    code = scenario.document_of(scenario.draft).requirement.code
    return {"reference": scenario.draft.reference, "code": code}


def sent_document(scenario: Scenario) -> dict[str, Any]:
    upload = scenario.document_of(scenario.under_review).upload_id
    return {"reference": scenario.under_review.reference, "pk": upload}


def sent_photo(scenario: Scenario) -> dict[str, Any]:
    return {"reference": scenario.under_review.reference, "pk": scenario.under_review.photo_id}


def licence_paper(scenario: Scenario) -> dict[str, Any]:
    licence = vehicle_queries.find_licence(scenario.registration)
    assert licence is not None
    assert licence.paper is not None
    return {"number": licence.paper.number}


def vehicle(scenario: Scenario, **more: Any) -> dict[str, Any]:
    return {"reference": scenario.registration.vehicle.reference, **more}


VEHICLE: Kwargs = vehicle
RENEWAL: Kwargs = partial(vehicle, act="renewal")
VEHICLE_READERS = ("auditor", "vehicle_clerk", "vehicle_officer", "vehicle_head")
VISA_READERS = ("officer", "head", "auditor")
AT_DESKS = (*VISA_READERS, "vehicle_officer", "vehicle_head", "traffic_answers")
REPORT_WRITERS = (*HEADS, "chair", "secretary")
VISA_FIGURES = ("head", "auditor", *OF_AUTHORITY)
VISAS_GRANTED = {"code": "visas", "figure": "visas.granted"}
GRANTED_FIGURE = fixed(**VISAS_GRANTED)
ARRANGERS = (*HEADS, "cash_supervisor", "administrator", "chair")
MONEY_READERS = ("cashier", "cash_supervisor", "auditor")


def edition(scenario: Scenario, **more: Any) -> dict[str, Any]:
    """The draft of the annual report of the year before."""
    year = clock.today().year - 1
    known = Edition.objects.filter(report__year=year).first()
    draft = known or editions.begin_edition(year=year, by=scenario.office.cast.chair)
    return {"year": year, "number": draft.number, **more}


EDITION: Kwargs = edition


def annual_order(scenario: Scenario) -> dict[str, Any]:
    """An order that somebody has cancelled."""
    place, chair = edition(scenario), scenario.office.cast.chair
    draft = Edition.objects.get(report__year=place["year"], number=place["number"])
    known = draft.makings.first()
    if known is None:
        known = makings.order(edition=draft, languages="ar", key=uuid.uuid4(), by=chair)
        makings.cancel(making=known, by=chair)
    return {"reference": known.reference}


FOREWORD: Kwargs = partial(edition, chapter="foreword", section="words")


PAGES: Mapping[str, Page] = {
    **MEETING_PAGES,
    **YEAR_PAGES,
    # --- everybody ---
    "home": public(),
    "health": public(),
    "ui:language": page(ONWARD, method="POST"),
    "ui:about": public(),
    "ui:gallery": public(),
    "ui:gallery_page": public(fixed(page="question")),
    "documents:check": public(),
    "documents:openapi": public(),
    "documents:api": public(fixed(path="papers/verify"), NOT_SO),
    "documents:status_list": public(),
    "documents:offline": public(),
    "documents:check_paper": public(fixed(token="nothing")),
    "documents:print": at_work("vehicle_clerk", "vehicle_officer", kwargs=licence_paper),
    "notices:inbox": own(),
    # --- signing in, and one's own account ---
    "account_login": door(OPEN),
    "account_enter_code": door(OPEN),
    "account_staff_login": door(OPEN),
    "mfa_authenticate": door(SIGN_IN),
    "account_logout": page(OPEN, (ONWARD, ("anonymous",))),
    "account_inactive": public(),
    "account": own(),
    "account_details": own(),
    "account_change_email": own(ONWARD),
    "account_change_phone": own(ONWARD),
    "account_confirm_address": own(),
    "account_confirm_identity": own(),
    "usersessions_list": own(),
    "account_substitution": at_work(*STAFF),
    "account_substitution_new": at_work(*STAFF),
    # One that nobody arranged: who works here learns no more than that.
    "account_substitution_one": at_work(
        *STAFF, answer=MISSING, kwargs=fixed(reference="S26-0000-0000")
    ),
    "account_substitution_colleagues": at_work(*ARRANGERS),
    "account_substitution_for": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (OPEN, ("head", "administrator", "chair")),
        (MISSING, ("cash_supervisor", "vehicle_head")),
        kwargs=officer,
    ),
    # The cast has neither passwords nor keys: the pages that ask for them lead on.
    "account_reauthenticate": at_work(*STAFF, answer=ONWARD),
    "mfa_reauthenticate": at_work(*STAFF, answer=ONWARD),
    "mfa_reauthenticate_webauthn": at_work(*STAFF, answer=ONWARD),
    "account_change_password": at_work(*STAFF, answer=ONWARD),
    "mfa_index": at_work(*STAFF),
    "mfa_activate_totp": at_work(*STAFF),
    "mfa_deactivate_totp": at_work(*STAFF, answer=MISSING),
    "mfa_view_recovery_codes": at_work(*STAFF, answer=MISSING),
    "mfa_generate_recovery_codes": at_work(*STAFF),
    "mfa_download_recovery_codes": at_work(*STAFF, answer=MISSING),
    "mfa_list_webauthn": at_work(*STAFF),
    "mfa_add_webauthn": at_work(*STAFF),
    "mfa_edit_webauthn": at_work(*STAFF, answer=MISSING, kwargs=fixed(pk=1)),
    "mfa_remove_webauthn": at_work(*STAFF, answer=MISSING, kwargs=fixed(pk=1)),
    # --- money ---
    "payments:bill": of("traveller", kwargs=bill),
    "payments:slip": of("traveller", kwargs=bill),
    "payments:desk": at_work("cashier"),
    "payments:open": at_work("cashier", answer=ONWARD),
    "payments:take": at_work("cashier", answer=ONWARD, method="POST"),
    "payments:receipt": at_work(*MONEY_READERS, kwargs=receipt),
    "payments:print": at_work("cashier", answer=ONWARD, method="POST", kwargs=receipt),
    "payments:printed": at_work(*MONEY_READERS, kwargs=printing),
    "payments:shifts": at_work(*MONEY_READERS),
    "payments:shift": at_work(*MONEY_READERS, kwargs=shift),
    "payments:close": at_work(*MONEY_READERS, kwargs=shift),
    # --- the cases of all directorates ---
    "workflow:events": at_work("auditor"),
    "workflow:procedures": at_work(*HEADS, "auditor"),
    "workflow:procedure": at_work(*HEADS, "auditor", kwargs=fixed(code="visas.entry")),
    # A case that has asked nothing: the pages of its questions exist for nobody.
    "workflow:questions": own(MISSING, kwargs=REVIEWED),
    "workflow:question": own(MISSING, kwargs=ASKED),
    "workflow:take_question": own(MISSING, kwargs=ASKED, method="POST"),
    "workflow:put_back_question": own(MISSING, kwargs=ASKED, method="POST"),
    "workflow:ask_question": own(MISSING, kwargs=ASKED, method="POST"),
    "workflow:remind_desk": own(MISSING, kwargs=ASKED, method="POST"),
    "workflow:withdraw_question": own(MISSING, kwargs=ASKED, method="POST"),
    "workflow:course": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("vehicle_officer", "vehicle_head")),
        (OPEN, VISA_READERS),
        kwargs=REVIEWED,
    ),
    "workflow:desk": at_work(*AT_DESKS),
    "workflow:next": at_work(*AT_DESKS, answer=ONWARD, method="POST"),
    "workflow:bulk": at_work(*AT_DESKS, method="POST"),
    "workflow:undo_bulk": at_work(*AT_DESKS, answer=ONWARD, method="POST"),
    "workflow:keep_view": at_work(*AT_DESKS, answer=ONWARD, method="POST"),
    "workflow:forget_view": at_work(*AT_DESKS, answer=ONWARD, method="POST"),
    "workflow:note": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, AT_DESKS),
        (OPEN, VISA_READERS),
        kwargs=REVIEWED,
        method="POST",
    ),
    "workflow:undo": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, AT_DESKS),
        kwargs=REVIEWED,
        method="POST",
    ),
    "workflow:give": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, AT_DESKS),
        kwargs=REVIEWED,
        method="POST",
    ),
    "workflow:search": at_work(*AT_DESKS),
    "workflow:keys": at_work(*AT_DESKS),
    "workflow:stuck": at_work("administrator"),
    "workflow:case": page(
        ONWARD,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("rival", "host", "owner", "buyer")),
        kwargs=REVIEWED,
    ),
    "workflow:extend": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("rival", "host", "owner", "buyer")),
        (OPEN, ("head",)),
        kwargs=REVIEWED,
    ),
    # --- vehicles: everybody ---
    "vehicles:look_up": public(),
    # --- vehicles: the owner ---
    "vehicles:mine": own(),
    "vehicles:vehicle": of("owner", kwargs=VEHICLE),
    "vehicles:own_licence": of("owner", kwargs=VEHICLE),
    "vehicles:act": of("owner", kwargs=RENEWAL),
    "vehicles:application": of("owner", kwargs=REGISTRATION),
    "vehicles:check": of("owner", kwargs=REGISTRATION, answer=ONWARD),
    "vehicles:withdraw": of("owner", kwargs=REGISTRATION),
    "vehicles:paper": of("owner", kwargs=REGISTRATION),
    # --- vehicles: the head ---
    "vehicles:same_day": at_work("vehicle_head", "auditor", *OF_AUTHORITY),
    # --- vehicles: the stock of plates ---
    "vehicles:plates": at_work("vehicle_officer", "vehicle_head"),
    "vehicles:plates_receive": at_work("vehicle_officer", "vehicle_head"),
    "vehicles:plates_send": at_work("vehicle_officer", "vehicle_head"),
    "vehicles:plates_write_off": at_work("vehicle_officer", "vehicle_head"),
    # --- vehicles: an entry ---
    "vehicles:new_entry": at_work("vehicle_clerk"),
    "vehicles:correct": at_work("vehicle_officer", kwargs=registered_vehicle),
    "vehicles:change_details": of("owner", "vehicle_clerk", kwargs=registered_vehicle),
    "vehicles:exchange_plates": of("owner", "vehicle_clerk", kwargs=registered_vehicle),
    "vehicles:scrap": of("owner", "vehicle_clerk", kwargs=registered_vehicle),
    # --- vehicles: a change of owner ---
    "vehicles:transfer_begin": of("owner", "vehicle_clerk", kwargs=registered_vehicle),
    "vehicles:transfer": of("owner", answer=ONWARD, kwargs=TRANSFER),
    "vehicles:buyer_add": of("owner", kwargs=TRANSFER_DRAFT),
    "vehicles:buyer_remove": of("owner", answer=ONWARD, method="POST", kwargs=FIRST_BUYER),
    "vehicles:side": of("owner", "buyer", kwargs=TRANSFER),
    "vehicles:side_paper": of(kwargs=TRANSFER),
    "vehicles:witness": at_work("vehicle_officer", kwargs=TRANSFER),
    # --- vehicles: the register, the counter, the yard, the desk ---
    "vehicles:register": at_work(*VEHICLE_READERS),
    "vehicles:entry": at_work(*VEHICLE_READERS, kwargs=VEHICLE),
    "vehicles:photo": at_work(*VEHICLE_READERS, answer=MISSING, kwargs=VEHICLE),
    "vehicles:place_mark": at_work("vehicle_officer", kwargs=VEHICLE),
    "vehicles:lift_mark": at_work("vehicle_officer", kwargs=VEHICLE),
    "vehicles:account": at_work("vehicle_clerk", kwargs=VEHICLE),
    "vehicles:insurance": at_work("vehicle_clerk", kwargs=VEHICLE),
    "vehicles:inspection": at_work("vehicle_officer", kwargs=VEHICLE),
    "vehicles:hand_over": at_work("vehicle_clerk", answer=ONWARD, method="POST", kwargs=VEHICLE),
    "vehicles:counter_act": at_work("vehicle_clerk", kwargs=RENEWAL),
    "vehicles:case": at_work(*VEHICLE_READERS, kwargs=REGISTRATION),
    "vehicles:claim": at_work(
        "vehicle_officer", answer=MISSING, method="POST", kwargs=REGISTRATION
    ),
    "vehicles:put_back": at_work(
        *VEHICLE_READERS, answer=MISSING, method="POST", kwargs=REGISTRATION
    ),
    "vehicles:step": at_work("vehicle_officer", kwargs=DECISION),
    # --- visas: everybody, the applicant, the host ---
    "visas:kinds": public(),
    "visas:kind": public(fixed(code="entry")),
    "visas:begin": own(kwargs=fixed(code="entry")),
    "visas:application": of("traveller", kwargs=REVIEWED),
    "visas:photo": of("traveller", kwargs=DRAFT),
    "visas:documents": of("traveller", kwargs=DRAFT),
    "visas:document": of("traveller", kwargs=wanted_document),
    "visas:check": of("traveller", kwargs=DRAFT),
    "visas:section": of("traveller", kwargs=TRAVELLERS_PAGE),
    "visas:reply": of("traveller", kwargs=RETURNED),
    "visas:withdraw": of("traveller", kwargs=REVIEWED),
    "visas:paper": of("traveller", kwargs=GRANTED),
    "visas:portrait": of("traveller", kwargs=REVIEWED),
    "visas:upload": of("traveller", kwargs=sent_document),
    "visas:hosting": own(),
    "visas:host": of("host", kwargs=REVIEWED),
    # --- visas: the counter, the desk, the head ---
    "visas:counter": at_work("clerk"),
    "visas:counter_begin": at_work("clerk", kwargs=fixed(code="entry")),
    "visas:case": at_work(*VISA_READERS, kwargs=REVIEWED),
    "visas:claim": at_work("officer", answer=ONWARD, method="POST", kwargs=REVIEWED),
    "visas:release": at_work(*VISA_READERS, answer=ONWARD, method="POST", kwargs=REVIEWED),
    "visas:revoke": page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("vehicle_head",)),
        (OPEN, ("head",)),
        kwargs=GRANTED,
    ),
    "visas:case_upload": at_work(*VISA_READERS, kwargs=sent_document),
    "visas:case_image": at_work(*VISA_READERS, kwargs=sent_photo),
    "visas:step": at_work("officer", kwargs=GRANTING),
    # --- reports: everybody ---
    "reports:open": public(),
    "reports:open_dictionary": public(),
    "reports:open_dictionary_csv": public(),
    "reports:open_board": public(fixed(code="visas")),
    "reports:open_board_csv": public(fixed(code="visas", year=2025)),
    # --- reports: boards ---
    "reports:boards": at_work(*FIGURE_READERS),
    "reports:board": at_work(*VISA_FIGURES, kwargs=fixed(code="visas")),
    "reports:board_file": at_work(*VISA_FIGURES, kwargs=fixed(code="visas", form="csv")),
    "reports:figure": at_work(*VISA_FIGURES, kwargs=GRANTED_FIGURE),
    "reports:figure_file": at_work(*VISA_FIGURES, kwargs=fixed(**VISAS_GRANTED, form="xlsx")),
    "reports:picture": at_work(
        *VISA_FIGURES, kwargs=fixed(**VISAS_GRANTED, name="line", form="svg")
    ),
    "reports:cases": at_work("head", "auditor", kwargs=GRANTED_FIGURE),
    "reports:targets": at_work(*OF_AUTHORITY, kwargs=GRANTED_FIGURE),
    "reports:why": at_work(*VISA_FIGURES, kwargs=GRANTED_FIGURE),
    # --- reports: the annual report ---
    "reports:annual_reports": public(),
    "reports:annual_begin": at_work(*OF_AUTHORITY),
    "reports:annual_edition": at_work(*REPORT_WRITERS, kwargs=EDITION),
    "reports:annual_approve": at_work(
        *HEADS, "chair", answer=ONWARD, method="POST", kwargs=EDITION
    ),
    "reports:annual_reopen": at_work(*HEADS, "chair", answer=ONWARD, method="POST", kwargs=EDITION),
    "reports:annual_release": at_work(*OF_AUTHORITY, answer=ONWARD, method="POST", kwargs=EDITION),
    "reports:annual_text": at_work(*REPORT_WRITERS, kwargs=FOREWORD),
    "reports:panorama": at_work(*FIGURE_READERS, kwargs=EDITION),
    "reports:panorama_show": at_work(
        *FIGURE_READERS, answer=MISSING, kwargs=partial(edition, language="ar")
    ),
    "reports:panorama_file": at_work(
        *FIGURE_READERS, answer=MISSING, kwargs=partial(edition, language="ar", form="pdf")
    ),
    "reports:panorama_photo": at_work(
        *FIGURE_READERS, answer=MISSING, kwargs=partial(edition, pk=1)
    ),
    "reports:annual_make": at_work(*REPORT_WRITERS, kwargs=EDITION),
    "reports:annual_making": at_work(*REPORT_WRITERS, kwargs=annual_order),
    "reports:annual_cancel": at_work(
        *REPORT_WRITERS, answer=ONWARD, method="POST", kwargs=annual_order
    ),
    "reports:annual_download": at_work(*REPORT_WRITERS, answer=MISSING, kwargs=annual_order),
    "reports:annual_book": public(EDITION, MISSING),
    "reports:annual_number": public(partial(edition, code="A25-0001"), MISSING),
    "reports:annual_numbers": public(partial(edition, form="csv"), MISSING),
    "reports:annual_rule": at_work(*HEADS, "chair", answer=ONWARD, method="POST", kwargs=FOREWORD),
}
