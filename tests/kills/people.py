"""Makes who is needed, in a process that has the settings of the portal: `python -m tests.kills.people`."""

import datetime as dt

import django

django.setup()

from interior_portal.accounts.models import Posting, Unit, User  # noqa: E402 (models need the apps)
from tests.kills import procedure, views  # noqa: E402 (as above)


def make() -> None:
    """Two units below the Authority, a traveller, and somebody who works at each."""
    authority = _unit("authority", Unit.Kind.AUTHORITY, None)
    for code, email, role in (
        (procedure.UNIT, views.OFFICER, procedure.OFFICER),
        (procedure.NEIGHBOURS_UNIT, views.NEIGHBOUR, procedure.NEIGHBOUR),
    ):
        unit = _unit(code, Unit.Kind.DIRECTORATE, authority)
        person = User.objects.create(email=email, name=email, is_staff=True)
        Posting.objects.create(
            user=person, unit=unit, role=role.code, starts_on=dt.date(2026, 1, 1)
        )
    User.objects.create(email=views.TRAVELLER, name="Traveller")


def _unit(code: str, kind: str, parent: Unit | None) -> Unit:
    return Unit.objects.create(
        code=code, kind=kind, parent=parent, name_ar=code, name_kmr=code, name_en=code
    )


if __name__ == "__main__":
    make()
