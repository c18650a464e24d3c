"""Permissions over papers; the directorates give them to their heads."""

DOCUMENTS_PAPER_REVOKE = "DOCUMENTS_PAPER_REVOKE"
