"""What the reports issue as sealed papers."""

from reports.papers.certificate import CERTIFICATE, issue_certificate
from reports.papers.certificate import SEAL as CERTIFICATE_SEAL
from reports.papers.statement import SEAL as STATEMENT_SEAL
from reports.papers.statement import STATEMENT, issue_statement

PAPERS = (CERTIFICATE, STATEMENT)
SEALS = (CERTIFICATE_SEAL, STATEMENT_SEAL)

__all__ = [
    "CERTIFICATE",
    "PAPERS",
    "SEALS",
    "STATEMENT",
    "issue_certificate",
    "issue_statement",
]
