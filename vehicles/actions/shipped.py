"""The catalogue as it is shipped (`vehicles/catalogue.toml`): rows that are missing are added, no other is touched."""

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Manager, Q
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
        f"{what} {code}"
        for what, kept in _NAMED.items()
        for code in _add_named(kept, [_named(facts) for facts in rows[what]])
    ]
    added += [f"fee {code}" for code in _add_fees(rows["fee"])]
    classes = VehicleClass.objects.in_bulk(field_name="code")
    added += [f"cell {name}" for facts in rows["cell"] for name in _add_cells(facts, classes)]
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


def _add_named(kept: Manager[Any], rows: Sequence[Facts]) -> list[str]:
    there = set(kept.values_list("code", flat=True))
    new = [values for values in rows if values["code"] not in there]
    kept.bulk_create(kept.model(**values) for values in new)
    return [values["code"] for values in new]


def _add_fees(rows: Sequence[Facts]) -> list[str]:
    currencies = set(Currency.objects.values_list("code", flat=True))
    there = set(Fee.objects.values_list("code", "currency"))
    new = []
    for facts in rows:
        if facts["currency"] not in currencies:
            raise Refused(Refusal("no_currency", NO_CURRENCY, {"code": facts["currency"]}))
        values = _named(facts)
        values |= {"currency_id": values.pop("currency"), "amount": Decimal(facts["amount"])}
        if (values["code"], values["currency_id"]) not in there:
            new.append(Fee(**values))
    return [fee.code for fee in Fee.objects.bulk_create(new)]


def _add_cells(facts: Facts, classes: Mapping[str, VehicleClass]) -> list[str]:
    """One cell for each act, origin and class; where one holds for any of these years nothing is added."""
    first, last = facts.get("year_from"), facts.get("year_until")
    years = Q() if last is None else Q(year_from=None) | Q(year_from__lte=last)
    years &= Q() if first is None else Q(year_until=None) | Q(year_until__gte=first)
    taken = set(FeeRule.objects.filter(years).values_list("act", "origin", "vehicle_class__code"))
    places = itertools.product(facts["acts"], facts["origins"], facts["classes"])
    free = [place for place in places if place not in taken]
    values = {"fee_code": facts["fee"], "since": facts["since"]}
    values |= {"year_from": first, "year_until": last}
    FeeRule.objects.bulk_create(
        FeeRule(act=act, origin=origin, vehicle_class=classes[code], **values)
        for act, origin, code in free
    )
    return ["/".join(place) for place in free]
