"""What the reports issue as sealed papers."""

from reports.papers.statement import SEAL as STATEMENT_SEAL
from reports.papers.statement import STATEMENT, issue_statement

PAPERS = (STATEMENT,)
SEALS = (STATEMENT_SEAL,)

__all__ = ["PAPERS", "SEALS", "STATEMENT", "issue_statement"]
