"""A procedure of no directorate that two desks check at the same time before a third decides."""

from functools import partial

from interior_portal.accounts.models import User
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, Join, WorkItem
from interior_portal.workflow.procedures import Owner, Procedure, Promise
from interior_portal.workflow.results import Advance
from tests.building import desk_step, draft_step, end_step, fork_step, move
from tests.workflow.trial import Cast

_desk = partial(desk_step, role="TRIAL_OFFICER")
_move = partial(move, permission="TRIAL_DECIDE")
CHECKED = Procedure(
    code="trial.checked",
    version=1,
    label="Checked by two",
    directorate="trial",
    reference_prefix="TC",
    initial="draft",
    steps=(
        draft_step(),
        fork_step("checking", then="decision"),
        _desk("police_check", branch="police"),
        _desk("police_sign", branch="police"),
        _desk("tax_check", branch="tax"),
        _desk("decision"),
        end_step("granted"),
        end_step("withdrawn"),
    ),
    transitions=(
        move(
            "submit", "draft", "checking", by=Owner.APPLICANT, opens=("police_check", "tax_check")
        ),
        _move("police_read", "police_check", "police_sign", needs_claim=True),
        _move("police_done", "police_sign", "checking", not_by=("police_read",)),
        _move("tax_done", "tax_check", "checking", effects=("trial.issue",)),
        _move("check_again", "decision", "checking", opens=("police_check", "tax_check")),
        _move("grant", "decision", "granted"),
        move("withdraw", "draft checking decision", "withdrawn", by=Owner.APPLICANT),
    ),
    promise=Promise(minutes=600),
)


class Twofold:
    """A case of it; `seen` keeps the version that an earlier page showed."""

    def __init__(self, cast: Cast, key: str = "twofold") -> None:
        self.cast, self.calls = cast, 0
        self.case_id = engine.start(
            procedure=CHECKED.code,
            by=cast.traveller,
            unit=cast.desk,
            applicant=cast.traveller,
            key=key,
        ).case_id

    @property
    def case(self) -> Case:
        return Case.objects.select_related("procedure_version").get(pk=self.case_id)

    @property
    def join(self) -> Join:
        return Join.objects.filter(case=self.case_id).latest("pk")

    @property
    def desks(self) -> list[tuple[str, str]]:
        """Branch and step of every open item."""
        items = WorkItem.objects.filter(case=self.case_id, closed_at=None)
        return sorted(items.values_list("branch", "step"))

    def claim(self, branch: str, by: User) -> None:
        item = WorkItem.objects.get(case=self.case_id, branch=branch, closed_at=None)
        engine.claim(item_id=item.pk, by=by)

    def do(self, transition: str, by: User | None, seen: int | None = None) -> Advance:
        self.calls += 1
        return engine.advance(
            case_id=self.case_id,
            transition=transition,
            by=by,
            version=seen or self.case.version,
            key=f"{transition}-{self.calls}",
        )

    def submitted(self) -> "Twofold":
        self.do("submit", self.cast.traveller)
        return self

    def read(self) -> "Twofold":
        """The police has read it and somebody else has to sign."""
        self.claim("police", self.cast.officer)
        self.do("police_read", self.cast.officer)
        return self
