"""The roles of the kernel; each directorate and `payments` registers its own."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role

LEDGER_VIEW = "LEDGER_VIEW"
ACCOUNTS_ADMINISTER = "ACCOUNTS_ADMINISTER"
# For heads: say who stands in for somebody of theirs who is absent.
ACCOUNTS_SUBSTITUTE = "ACCOUNTS_SUBSTITUTE"

AUDITOR = Role(
    code="AUDITOR",
    label=_("Auditor"),
    permissions=frozenset({LEDGER_VIEW}),
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
ROLES = (AUDITOR, ADMINISTRATOR, OFFICER)
