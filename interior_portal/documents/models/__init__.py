"""The tables of `documents`."""

from interior_portal.documents.models.keys import SigningKey
from interior_portal.documents.models.paper import Paper, PaperEvent, PaperPrint, StatusList
from interior_portal.documents.models.upload import Upload

__all__ = ["Paper", "PaperEvent", "PaperPrint", "SigningKey", "StatusList", "Upload"]
