"""The only writes of the Visa Directorate. Each is one transaction; the engine locks the case before anything else."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.documents import actions as documents
from interior_portal.outbox import actions as outbox
from interior_portal.people.actions import DocumentFacts, PersonFacts, record_person
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from visas import queries, rules
from visas.models import (
    Application,
    ApplicationDocument,
    Category,
    OtherSideAnswer,
    RefusalGround,
    RequiredDocument,
    Visa,
    VisaKind,
    VisaRefusal,
)

NOT_A_DRAFT = Refusal(
    "not_a_draft", _("This application has been sent; its answers can no longer be changed.")
)
