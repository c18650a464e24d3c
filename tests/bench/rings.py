"""Procedures that go round for ever, of any number of steps, and cases on their way in them."""

from dataclasses import dataclass

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import Role, register_role
from interior_portal.workflow import engine, registry
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Promise, Step, Transition

ROLE = Role("RING_OFFICER", "Ring officer", frozenset({"RING_MOVE"}))


@dataclass(frozen=True)
class People:
    """Who moves the cases, and where."""

    desk: Unit
    officer: User
    traveller: User


def people() -> People:
    register_role(ROLE)
    authority = _unit("ring-authority", Unit.Kind.AUTHORITY, None)
    desk = _unit("ring-desk", Unit.Kind.DESK, authority)
    officer = User.objects.create(email="officer@ring.example", name="Officer", is_staff=True)
    traveller = User.objects.create(email="traveller@ring.example", name="Traveller")
    Posting.objects.create(user=officer, unit=authority, role=ROLE.code)
    return People(desk, officer, traveller)


def _unit(code: str, kind: str, parent: Unit | None) -> Unit:
    return Unit.objects.create(
        code=code, kind=kind, parent=parent, name_ar=code, name_kmr=code, name_en=code
    )


def ring(size: int) -> Procedure:
    """`size` steps of one desk, each with a way to the next, the last with a way to the first."""
    names = [f"step_{number}" for number in range(size)]
    steps = [
        Step(code=name, label=name, owner=Owner.DESK, role=ROLE.code, clock=Clock.RUNS)
        for name in names
    ]
    done = Step(code="done", label="done", owner=Owner.NONE, clock=Clock.ENDED, outcome="done")
    moves = [
        _move(f"move_{number}", name, names[(number + 1) % size], not_by=("finish",))
        for number, name in enumerate(names)
    ]
    procedure = Procedure(
        code=f"bench.ring_{size}",
        version=1,
        label=f"Ring of {size}",
        directorate="bench",
        reference_prefix="R",
        initial=names[0],
        steps=(*steps, done),
        transitions=(*moves, _move("finish", names[0], "done")),
        promise=Promise(minutes=6000),
    )
    registry.register_procedure(procedure)
    return procedure


def _move(code: str, source: str, target: str, not_by: tuple[str, ...] = ()) -> Transition:
    return Transition(
        code=code,
        label=code,
        source=(source,),
        target=target,
        by=Owner.DESK,
        permission="RING_MOVE",
        not_by=not_by,
        needs_claim=False,
        effects=("bench.tell",),
        measures=("bench.moved",),
    )


def cases(procedure: Procedure, people: People, number: int, kind: str) -> list[Case]:
    ids = [
        engine.start(
            procedure=procedure.code,
            by=people.traveller,
            unit=people.desk,
            applicant=people.traveller,
            key=f"{kind}-{procedure.code}-{count}",
        ).case_id
        for count in range(number)
    ]
    return list(Case.objects.filter(pk__in=ids))
