"""The catalogue as it is shipped (`vehicles/catalogue.toml`): rows that are missing are added, no other is touched."""

import itertools
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Manager, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.payments.models import Currency, Fee
from interior_portal.shared.refusals import Refusal, Refused
from vehicles.models import FeeRule, PlateKind, Town, VehicleClass

FILE = Path(__file__).resolve().parent.parent / "catalogue.toml"
NO_CURRENCY = _("There is no currency “%(code)s”. Add it first: the fee is asked in it.")
Facts = Mapping[str, Any]
_NAMED: Mapping[str, Manager[Any]] = {
    "class": VehicleClass.objects,
    "town": Town.objects,
    "plate_kind": PlateKind.objects,
}


@transaction.atomic
def load_catalogue(*, by: User | None) -> list[str]:
    """Add the shipped rows that are missing and say which; the ledger names them. Refuses an unknown currency."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    added = [
        f"{what} {facts['code']}"
        for what, kept in _NAMED.items()
        for facts in rows[what]
        if _add(kept.filter(code=facts["code"]), _named(facts))
    ]
    added += [f"fee {facts['code']}" for facts in rows["fee"] if _add_fee(facts)]
    added += [f"cell {name}" for facts in rows["cell"] for name in _add_cells(facts)]
    if added:
        audit.record(
            action="vehicles.catalogue.loaded",
            by=by,
            subject_kind="catalogue",
            subject_ref=FILE.name,
            data={"added": added},
        )
    return added


def _named(facts: Facts) -> dict[str, Any]:
    names = {f"name_{language}": text for language, text in facts["name"].items()}
    return {name: value for name, value in facts.items() if name != "name"} | names


def _add(found: QuerySet[Any], values: Facts) -> bool:
    if found.exists():
        return False
    found.create(**values)
    return True


def _add_fee(facts: Facts) -> bool:
    currency = facts["currency"]
    if not Currency.objects.filter(code=currency).exists():
        raise Refused(Refusal("no_currency", NO_CURRENCY, {"code": currency}))
    values = _named(facts)
    del values["currency"]
    values |= {"currency_id": currency, "amount": Decimal(facts["amount"])}
    return _add(Fee.objects.filter(code=facts["code"], currency=currency), values)


def _add_cells(facts: Facts) -> list[str]:
    """One cell for each act, origin and class; where one holds for any of these years nothing is added."""
    classes = VehicleClass.objects.in_bulk(facts["classes"], field_name="code")
    first, last = facts.get("year_from"), facts.get("year_until")
    years = Q() if last is None else Q(year_from=None) | Q(year_from__lte=last)
    years &= Q() if first is None else Q(year_until=None) | Q(year_until__gte=first)
    added = []
    for act, origin, code in itertools.product(facts["acts"], facts["origins"], facts["classes"]):
        place = {"act": act, "origin": origin, "vehicle_class": classes[code]}
        values = {"fee_code": facts["fee"], "since": facts["since"]}
        values |= {"year_from": first, "year_until": last}
        if _add(FeeRule.objects.filter(years, **place), {**place, **values}):
            added.append(f"{act}/{origin}/{code}")
    return added
