"""Who hears of what happens to an application: its applicant, and of a transfer both sides."""

from interior_portal.accounts.models import User
from interior_portal.notices import actions as notices
from vehicles import queries
from vehicles.models import Act, Application


def tell(*, application: Application, name: str, key: str) -> None:
    """Send everybody the notice of this name, once for every `key`. Three queries, and one for each notice."""
    is_transfer = application.act == Act.CHANGE_OF_OWNER
    kind = f"vehicles.transfer_{name}" if is_transfer else f"vehicles.{name}"
    for user in _hearers(application):
        notices.send(kind=kind, to=user, about=application.reference, key=f"{kind}:{key}:{user.pk}")


def _hearers(application: Application) -> list[User]:
    if not queries.was_sent(application):
        return [application.case.applicant]
    sides = [party.user for party in queries.parties_of(application) if party.user is not None]
    return sides or [application.case.applicant]
