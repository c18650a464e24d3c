"""The roles of the kernel; each directorate and `payments` registers its own."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role

LEDGER_VIEW = "LEDGER_VIEW"
ACCOUNTS_ADMINISTER = "ACCOUNTS_ADMINISTER"
# For heads: say who stands in for somebody of theirs who is absent.
ACCOUNTS_SUBSTITUTE = "ACCOUNTS_SUBSTITUTE"

# What heads hold at their own unit, whatever the directorate: its figures ...
FIGURES_VIEW = "FIGURES_VIEW"
# ... the Authority's year: recommendations, projects, courses, lectures, readiness, meetings ...
YEAR_VIEW = "YEAR_VIEW"
# ... and what their unit adds to it,
YEAR_KEEP = "YEAR_KEEP"
# the words of the annual report: write them, and approve what somebody else wrote.
REPORT_WRITE = "REPORT_WRITE"
REPORT_APPROVE = "REPORT_APPROVE"
OF_HEADS = frozenset({FIGURES_VIEW, YEAR_VIEW, YEAR_KEEP, REPORT_WRITE, REPORT_APPROVE})

AUDITOR = Role(
    code="AUDITOR",
    label=_("Auditor"),
    permissions=frozenset({LEDGER_VIEW, FIGURES_VIEW, YEAR_VIEW}),
)
ADMINISTRATOR = Role(
    code="ADMINISTRATOR",
    label=_("Administrator"),
    permissions=frozenset({ACCOUNTS_ADMINISTER, ACCOUNTS_SUBSTITUTE}),
)
# Staff of a directorate whose register is not here yet: the posting is a fact, it opens no page.
OFFICER = Role(
    code="OFFICER",
    label=_("Officer of a directorate"),
    permissions=frozenset(),
)
# Who leads the Authority, often two; each directorate adds what its own heads may see.
CHAIR = Role(
    code="AUTHORITY_CHAIR",
    label=_("Co-chair of the Authority"),
    permissions=OF_HEADS | {ACCOUNTS_SUBSTITUTE},
)
# Who keeps the meetings, the year and the annual report of the whole Authority.
SECRETARY = Role(
    code="AUTHORITY_SECRETARY",
    label=_("Secretary of the Authority"),
    permissions=frozenset({FIGURES_VIEW, YEAR_VIEW, YEAR_KEEP, REPORT_WRITE}),
)
ROLES = (AUDITOR, ADMINISTRATOR, OFFICER, CHAIR, SECRETARY)
