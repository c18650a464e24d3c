"""What heads read about money: what came in at the cash desks of their units."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.roles import FIGURES_VIEW
from interior_portal.payments.queries import currency_names
from interior_portal.tallies.boards import Better, Board, Figure, Way

TAKEN = Figure(
    "payments.taken",
    _("Money taken"),
    _("Payments recorded at cash desks and by agents, each currency for itself."),
    Way.MONEY,
    "payments.taken",
    better=Better.MORE,
)
COUNT = Figure(
    "payments.count",
    _("Payments"),
    _("Payments recorded, once for each currency they were made in."),
    Way.COUNT,
    "payments.taken",
)
BOARD = Board(
    code="payments",
    label=_("Money"),
    permission=FIGURES_VIEW,
    figures=(TAKEN, COUNT),
    categories=currency_names,
    is_open=True,
    order=90,
)
