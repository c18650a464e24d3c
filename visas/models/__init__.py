"""What the Visa Directorate keeps: the catalogue of kinds (data), applications, decisions."""

from visas.models.application import Application, ApplicationDocument
from visas.models.catalogue import (
    Category,
    KindPromise,
    Question,
    RefusalGround,
    RequiredDocument,
    VisaKind,
)
from visas.models.decision import OtherSideAnswer, Visa, VisaRefusal

__all__ = [
    "Application",
    "ApplicationDocument",
    "Category",
    "KindPromise",
    "OtherSideAnswer",
    "Question",
    "RefusalGround",
    "RequiredDocument",
    "Visa",
    "VisaKind",
    "VisaRefusal",
]
