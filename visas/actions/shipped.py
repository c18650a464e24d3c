"""The catalogue as it is shipped (`visas/kinds.toml`): rows that are missing are added, no other is touched."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.payments.models import Currency, Fee
from interior_portal.shared.dated import DatedQuerySet
from interior_portal.shared.refusals import Refusal, Refused
from visas.models import Category, KindPromise, RefusalGround, VisaKind
from visas.procedures import WORKING_DAY
from visas.queries import keeping

FILE = Path(__file__).resolve().parent.parent / "kinds.toml"
NO_OFFICE = _("There is no unit “%(code)s”. Add it first, or name another office that decides.")
NO_CURRENCY = _("There is no currency “%(code)s”. Add it first: the fee is asked in it.")
COPIED = (
    "audience",
    "procedure",
    "validity_days",
    "stay_days",
    "entries",
    "passport_months",
    "asks_passport",
    "asks_host",
    "position",
)
Facts = Mapping[str, Any]


class Outcome(StrEnum):
    """What became of a shipped row."""

    ADDED = "added"
    SAME = "as shipped"
    LEFT = "left as it is"


@dataclass(frozen=True, slots=True)
class Line:
    """One shipped row; `differs` names the columns in which the row that was left differs."""

    what: str
    code: str
    outcome: Outcome
    differs: tuple[str, ...] = ()


def shipped() -> dict[str, Any]:
    """The shipped file as it was written: `kind` and `ground`, each a list of rows."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load_kinds(
    *, by: User | None, office: str | None = None, dry_run: bool = False
) -> Sequence[Line]:
    """Add the shipped rows that are missing; the ledger names them.

    `office` is the code of the unit that decides, instead of the shipped one. A dry run does the same
    and takes all of it back. Refuses an office or a currency that does not exist.
    """
    rows, loading = shipped(), _Loading(office)
    for facts in rows["kind"]:
        loading.kind(facts)
    for facts in rows["ground"]:
        loading.ground(facts)
    added = [f"{one.what} {one.code}" for one in loading.lines if one.outcome is Outcome.ADDED]
    if dry_run:
        transaction.set_rollback(True)
    elif added:
        audit.record(
            action="visas.catalogue.loaded",
            by=by,
            subject_kind="catalogue",
            subject_ref=FILE.name,
            data={"added": added},
        )
    return loading.lines


class _Loading:
    """One reading of the file, row by row in its order."""

    def __init__(self, office: str | None) -> None:
        self.office = office
        self.lines: list[Line] = []

    def kind(self, facts: Facts) -> None:
        """A kind with its fee, promise, categories, documents and questions."""
        code, fee, names = facts["code"], facts["fee"], _names(facts)
        self._fee(fee, names)
        values = {name: facts[name] for name in COPIED} | {"fee_code": fee["code"], **names}
        values |= {f"summary_{language}": text for language, text in facts["summary"].items()}
        found = VisaKind.objects.filter(code=code)
        keys = {"code": code} if found else {"code": code, "office": self._office(facts)}
        kind = self._keep("kind", code, found, values, keys)
        self._promise(kind, facts["promise"])
        categories = {row["code"]: self._category(kind, row) for row in facts.get("category", ())}
        for row in facts["document"]:
            self._document(kind, row, categories.get(row.get("category")))
        for row in facts["question"]:
            self._question(kind, row)

    def ground(self, facts: Facts) -> None:
        keys = {"code": facts["code"]}
        values = {"article": facts["article"], **_names(facts)}
        self._keep("ground", facts["code"], RefusalGround.objects.filter(**keys), values, keys)

    def _fee(self, facts: Facts, names: Facts) -> None:
        code, currency = facts["code"], facts["currency"]
        if not Currency.objects.filter(code=currency).exists():
            raise Refused(Refusal("no_currency", NO_CURRENCY, {"code": currency}))
        keys = {"code": code, "currency_id": currency}
        values = {"amount": Decimal(facts["amount"]), "since": facts["since"]}
        found = Fee.objects.filter(**keys).order_by("since")
        self._keep("fee", f"{code} {currency}", found, values, {**keys, **names})

    def _office(self, facts: Facts) -> Unit:
        code = self.office or facts["office"]
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Refused(Refusal("no_office", NO_OFFICE, {"code": code}))
        return unit

    def _promise(self, kind: VisaKind, facts: Facts) -> None:
        values = {"minutes": facts["working_days"] * WORKING_DAY, "since": facts["since"]}
        found = KindPromise.objects.filter(kind=kind).order_by("since")
        self._keep("promise", kind.code, found, values, {"kind": kind})

    def _category(self, kind: VisaKind, facts: Facts) -> Category:
        keys = {"kind": kind, "code": facts["code"]}
        values = {"priority": facts["priority"], **_names(facts)}
        found = Category.objects.filter(**keys)
        row: Category = self._keep("category", f"{kind.code}/{facts['code']}", found, values, keys)
        return row

    def _document(self, kind: VisaKind, facts: Facts, category: Category | None) -> None:
        found = keeping.same_document(kind, category, facts["code"])
        values = {"category": category, "since": facts["since"], "until": None, **_names(facts)}
        self._keep_dated("document", kind, facts, found, values)

    def _question(self, kind: VisaKind, facts: Facts) -> None:
        found = keeping.same_question(kind, facts["code"])
        values = {name: facts[name] for name in ("answer", "position", "since")} | {"until": None}
        values |= {f"text_{language}": text for language, text in facts["text"].items()}
        self._keep_dated("question", kind, facts, found, values)

    def _keep_dated(
        self, what: str, kind: VisaKind, facts: Facts, rows: DatedQuerySet, values: Facts
    ) -> None:
        """A row that holds on any of the same days stands for the shipped one."""
        since: dt.date = facts["since"]
        found = keeping.overlapping(rows, since, None).order_by("since")
        code = f"{kind.code}/{facts['code']} since {since.isoformat()}"
        self._keep(what, code, found, values, {"kind": kind, "code": facts["code"]})

    def _keep(self, what: str, code: str, found: QuerySet[Any], values: Facts, keys: Facts) -> Any:
        """The row that is there, left as it is, or else a new one of `keys` and `values`."""
        row: Model | None = found.first()
        if row is None:
            self.lines.append(Line(what, code, Outcome.ADDED))
            return found.model.objects.create(**keys, **values)
        differs = tuple(name for name, value in values.items() if getattr(row, name) != value)
        self.lines.append(Line(what, code, Outcome.LEFT if differs else Outcome.SAME, differs))
        return row


def _names(facts: Facts) -> dict[str, str]:
    return {f"name_{language}": text for language, text in facts["name"].items()}
