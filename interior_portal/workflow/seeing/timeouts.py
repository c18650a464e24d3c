"""What happens by itself after some working time: where it stands in a procedure, and how long that is."""

from django.utils.translation import ngettext

from interior_portal.workflow.procedures import Owner, Procedure, Step, Transition

_HOUR = 60


def is_passed_by(procedure: Procedure, step: Step, transition: Transition) -> bool:
    """Whether this is all that leads on from the step: of several such the one that comes first."""
    if step.owner in {Owner.BRANCHES, Owner.ANSWERS}:
        return False
    ways = procedure.transitions_from(step.code)
    first = min(ways, key=lambda way: way.after_minutes)  # a way that does not wait has no minutes
    return bool(first.after_minutes) and transition is first


def timeouts_at(procedure: Procedure, step: Step) -> tuple[Transition, ...]:
    """What happens by itself at a step, the first to happen first."""
    ways = (way for way in procedure.transitions_from(step.code) if way.after_minutes)
    return tuple(sorted(ways, key=lambda way: way.after_minutes))


def iso_duration(minutes: int) -> str:
    """ISO 8601. Hours at most: how long a working day is, only the calendar of a unit can tell."""
    hours, rest = divmod(minutes, _HOUR)
    return "PT" + f"{hours}H" * bool(hours) + f"{rest}M" * bool(rest)


def working_time(minutes: int) -> str:
    """The exact time in words of the active language: hours where it is whole hours, else minutes."""
    hours, rest = divmod(minutes, _HOUR)
    if rest:
        said = ngettext("%(count)s working minute", "%(count)s working minutes", minutes)
        return said % {"count": f"{minutes:,}"}
    said = ngettext("%(count)s working hour", "%(count)s working hours", hours)
    return said % {"count": f"{hours:,}"}
