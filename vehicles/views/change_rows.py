"""What an application changes, column by column: until now, and from now on."""

from typing import Any

from django.utils.translation import gettext

from interior_portal.ui.components import Row
from vehicles.models import Application, Vehicle, VehicleClass


def change_rows(application: Application) -> list[Row]:
    """The columns that a change or a correction gives other values; empty for other acts. At most one query."""
    columns = {name.removesuffix("_id"): value for name, value in application.changes.items()}
    known = {field.name: field for field in Vehicle._meta.fields}
    return [
        Row(known[name].verbose_name, _sentence(application.vehicle, name, value))
        for name, value in columns.items()
        if name in known
    ]


def _sentence(vehicle: Vehicle, name: str, value: Any) -> str:
    facts = {"before": _said(vehicle, name), "after": _said(_changed(name, value), name)}
    return gettext("until now: %(before)s\nfrom now on: %(after)s") % facts


def _changed(name: str, value: Any) -> Vehicle:
    if name == "vehicle_class":
        return Vehicle(vehicle_class=VehicleClass.objects.get(pk=value))
    return Vehicle(**{name: value})


def _said(vehicle: Vehicle, name: str) -> str:
    shown = getattr(vehicle, f"get_{name}_display", None)
    value = shown() if shown else getattr(vehicle, name)
    return gettext("nothing") if value in {None, ""} else str(value)
