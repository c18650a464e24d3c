"""Permissions over papers; the directorates give them to their heads."""

DOCUMENTS_PAPER_REVOKE = "DOCUMENTS_PAPER_REVOKE"
# At a counter: print a paper, and copies of it with a reason; besides what the kind of paper asks for.
DOCUMENTS_PAPER_PRINT = "DOCUMENTS_PAPER_PRINT"
