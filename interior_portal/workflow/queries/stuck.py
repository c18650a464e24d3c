"""Cases that run, but for which nobody and nothing will do the next thing: the cause, and its repair."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import EVERY_HELD_ROLE
from interior_portal.accounts.registry import find_role, roles_with
from interior_portal.shared import clock
from interior_portal.workflow import claims, registry, versions
from interior_portal.workflow.models import ProcedureVersion
from interior_portal.workflow.procedures import Label, Owner, Procedure
from interior_portal.workflow.sql.cursor import read_rows, statement

MOST = 200
REOPEN, RELEASE, RETRY_ROW, RETRY_TIMER = "reopen", "release", "retry_row", "retry_timer"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` is the id of what the repair is about, `branch` where it stands; `word` is the code of what
    the sentence names. `sha256` is the version of the procedure that the case runs under.
    """

    case_id: int
    reference: str
    cause: str
    branch: str
    subject: int
    word: str
    sha256: str

    @property
    def sentence(self) -> str:
        """The cause, for a person."""
        label, name = _SENTENCES[self.cause]
        return str(label) % {name: self._named(name)} if name else str(label)

    def _named(self, name: str) -> Label:
        """The label of what `word` means; the word itself where nobody knows it any more."""
        if name == "step":
            procedure = registry.find_version(self.sha256)
            return procedure.step(self.word).label if procedure else self.word
        if name == "role":
            role = find_role(self.word)
            return role.label if role else self.word
        return registry.timer_label(self.word) if name == "kind" else self.word

    @property
    def mark(self) -> str:
        """What a form sends to name it."""
        return f"{self.case_id}:{self.cause}:{self.branch}:{self.subject}"

    @property
    def repair(self) -> str:
        """The code of what mends it; empty where a person has to look."""
        return _REPAIRS.get(self.cause, "")

    @property
    def repair_label(self) -> Label:
        return _REPAIR_LABELS.get(self.repair, "")

    @property
    def advice(self) -> Label:
        """What a person does where there is no repair."""
        return _ADVICE.get(self.cause, "")


_SENTENCES: dict[str, tuple[Label, str]] = {
    "no_item": (_("This case has no item in the queue of its step “%(step)s”."), "step"),
    "no_holder": (_("Nobody at the unit holds the role “%(role)s” today."), "role"),
    "unit_inactive": (_("The unit of this queue is not in service."), ""),
    "lost_claim": (_("Somebody who can no longer work on it has taken this case."), ""),
    "join": (_("The branches of this case do not fit the step where it waits."), ""),
    "no_question": (_("This case waits for answers, but no question is open."), ""),
    "dead_row": (
        _("What the portal had to do for this case was given up: “%(handler)s”."),
        "handler",
    ),
    "timer": (_("A timer of this case failed too often: “%(kind)s”."), "kind"),
}
_REPAIRS = {
    "no_item": REOPEN,
    "lost_claim": RELEASE,
    "dead_row": RETRY_ROW,
    "timer": RETRY_TIMER,
}
_REPAIR_LABELS: dict[str, Label] = {
    REOPEN: _("Put it back into its queue"),
    RELEASE: _("Take it from its holder"),
    RETRY_ROW: _("Try again"),
    RETRY_TIMER: _("Try again"),
}
_LOOK = _("The portal cannot mend this. Show the reference to those who maintain the portal.")
_ADVICE: dict[str, Label] = {
    "no_holder": _("Post somebody with this role at the unit, or let somebody stand in."),
    "unit_inactive": _("Put the unit into service again."),
    "join": _LOOK,
    "no_question": _LOOK,
}
# A post covers the units below it. What the portal could not do for a case keeps only a case that waits
# for the portal. A claim under a lease ends by itself.
_FIND = statement(
    """
WITH step AS (
  SELECT v.id AS version_id, s.code, s.owner
  FROM unnest(%(shas)s::text[], %(steps)s::text[], %(owners)s::text[]) AS s(sha256, code, owner)
  JOIN workflow_procedureversion v ON v.sha256 = s.sha256
), able AS (
  SELECT * FROM unnest(%(able_shas)s::text[], %(able_steps)s::text[], %(able_roles)s::text[])
    AS s(sha256, step, role)
), running AS (
  SELECT c.id, c.reference, c.step, c.unit_id, c.procedure_version_id AS version_id, v.sha256
  FROM workflow_case c JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
  WHERE c.closed_at IS NULL AND (%(case)s::bigint IS NULL OR c.id = %(case)s::bigint)
), stands AS (
  SELECT r.id, r.version_id, '' AS branch, r.step FROM running r
  UNION ALL
  SELECT r.id, r.version_id, p.key, p.value->>0
  FROM running r JOIN workflow_join j ON j.case_id = r.id AND j.closed_at IS NULL,
    jsonb_each(j.positions) AS p
  WHERE p.value->>0 IS NOT NULL
), item AS (
  SELECT i.id, i.case_id, i.branch, i.step, i.claimed_by_id, i.lease_until, u.id AS unit_id,
    u.is_active, split_part(i.queue, ':', 2) AS role,
    CASE WHEN i.referral_id IS NULL THEN r.sha256 ELSE '' END AS sha256
  FROM workflow_workitem i JOIN running r ON r.id = i.case_id
  LEFT JOIN accounts_unit u ON u.id = split_part(i.queue, ':', 1)::bigint
  WHERE i.closed_at IS NULL
), post AS (
""",
    EVERY_HELD_ROLE,
    """
), worker AS (
  SELECT able.sha256, able.step, u.id AS unit_id, post.user_id
  FROM post JOIN accounts_unit u ON starts_with(u.path, post.path) JOIN able ON able.role = post.role
), found AS (
  SELECT s.id AS case_id, 'no_item' AS cause, s.branch, 0::bigint AS subject, s.step AS word
  FROM stands s JOIN step USING (version_id)
  WHERE step.code = s.step AND step.owner = 'DESK' AND NOT EXISTS (
    SELECT FROM item WHERE item.case_id = s.id AND item.branch = s.branch)
  UNION ALL
  SELECT case_id, 'unit_inactive', branch, id, '' FROM item WHERE NOT coalesce(is_active, false)
  UNION ALL
  SELECT case_id, 'no_holder', branch, id, role FROM item
  WHERE is_active AND NOT EXISTS (SELECT FROM worker
    WHERE (worker.sha256, worker.step, worker.unit_id) = (item.sha256, item.step, item.unit_id))
  UNION ALL
  SELECT case_id, 'lost_claim', branch, id, '' FROM item
  WHERE claimed_by_id IS NOT NULL AND lease_until IS NULL AND NOT EXISTS (SELECT FROM worker
    WHERE (worker.sha256, worker.step, worker.unit_id) = (item.sha256, item.step, item.unit_id)
      AND worker.user_id = item.claimed_by_id)
  UNION ALL
  SELECT r.id, 'join', '', coalesce(j.id, 0), '' FROM running r
  JOIN step ON step.version_id = r.version_id AND step.code = r.step
  LEFT JOIN workflow_join j ON j.case_id = r.id AND j.closed_at IS NULL
  WHERE (step.owner = 'BRANCHES') <> (j.id IS NOT NULL)
    OR j.step <> r.step OR j.arrived <> (SELECT count(*) FROM jsonb_each(j.positions) AS p
      WHERE p.value->>0 IS NULL)
  UNION ALL
  SELECT r.id, 'no_question', '', 0, '' FROM running r
  JOIN step ON step.version_id = r.version_id AND step.code = r.step
  WHERE step.owner = 'ANSWERS' AND NOT EXISTS (SELECT FROM workflow_referral f
    WHERE f.case_id = r.id AND f.answered_at IS NULL AND f.withdrawn_at IS NULL)
  UNION ALL
  SELECT r.id, 'dead_row', '', o.id, o.handler FROM outbox_outboxrow o
  JOIN running r ON r.id = (o.payload->>'case')::bigint
  WHERE o.state = 'DEAD' AND EXISTS (SELECT FROM stands s JOIN step USING (version_id)
    WHERE s.id = r.id AND step.code = s.step AND step.owner = 'SYSTEM')
  UNION ALL
  SELECT r.id, 'timer', '', t.id, t.kind FROM workflow_timer t JOIN running r ON r.id = t.case_id
  WHERE t.gave_up_at IS NOT NULL AND t.fired_at IS NULL AND t.dropped_at IS NULL
)
SELECT f.case_id, r.reference, f.cause, f.branch, f.subject, f.word, r.sha256
FROM found f JOIN running r ON r.id = f.case_id
ORDER BY f.case_id, f.cause, f.branch, f.subject LIMIT %(most)s
""",
)


def stuck_cases(*, case_id: int | None = None, most: int = MOST) -> list[Finding]:
    """The findings of all running cases, or of one, oldest case first. Two queries, and a third when
    a version of a procedure was not met in this process before.
    """
    procedures = versions.find_all(_versions_in_use(case_id))
    steps = [(p.sha256, step.code, step.owner.value) for p in procedures for step in p.steps]
    able = sorted({*_able_at_desks(procedures), *_able_to_answer()})
    parameters: dict[str, Any] = {
        "shas": [sha for sha, _code, _owner in steps],
        "steps": [code for _sha, code, _owner in steps],
        "owners": [owner for _sha, _code, owner in steps],
        "able_shas": [sha for sha, _step, _role in able],
        "able_steps": [step for _sha, step, _role in able],
        "able_roles": [role for _sha, _step, role in able],
        "case": case_id,
        "today": clock.today(),
        "most": most,
    }
    return [Finding(*row) for row in read_rows(_FIND, parameters)]


def _able_at_desks(procedures: Iterable[Procedure]) -> Iterator[tuple[str, str, str]]:
    """Which roles take items at which steps, as `claims` decides it."""
    for procedure in procedures:
        for step in procedure.steps:
            if step.owner is Owner.DESK:
                for role in claims.claiming_roles(procedure, step):
                    yield procedure.sha256, step.code, role


def _able_to_answer() -> Iterator[tuple[str, str, str]]:
    """Which roles take items of questions. Such an item has the question's code for its step."""
    for question in registry.questions():
        for role in {question.role} | roles_with(question.permission):
            yield "", question.code, role


def _versions_in_use(case_id: int | None) -> list[str]:
    found = ProcedureVersion.objects.filter(cases__isnull=False, cases__closed_at=None)
    if case_id is not None:
        found = found.filter(cases=case_id)
    return list(found.values_list("sha256", flat=True).distinct())
