"""The choices of filters that somebody keeps for their inbox: few, and theirs alone."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.models import SavedView

MOST_KEPT = 20
TOO_MANY = Refusal(
    "too_many_views",
    _("You have %(most)s choices already. Remove one that you no longer use."),
    {"most": MOST_KEPT},
)


def keep(*, user: User, name: str, query: str) -> Refusal | None:
    """Keep the choice under the name; a name that is taken gets the new choice. None when it is kept."""
    others = SavedView.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST_KEPT:
        return TOO_MANY
    SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return None


def forget(*, user: User, name: str) -> None:
    """Remove the choice of that name, if there is one."""
    SavedView.objects.filter(user=user, name=name).delete()
