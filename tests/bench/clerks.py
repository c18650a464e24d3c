"""Twenty clerks take the next case until none is left: is each case given once, and how soon are they done?"""

import os
import time
from collections import Counter
from functools import partial

from interior_portal.accounts.registry import register_role
from interior_portal.outbox.registry import handler
from interior_portal.tallies.registry import register_measure
from interior_portal.workflow import registry
from interior_portal.workflow.models import WorkItem
from tests.workflow import trial
from tests.workflow.test_next_case import cases, take_all
from tests.workflow.test_races import at_once, officers

CASES = int(os.environ.get("BENCH_CASES", "1000"))


def measure() -> dict[str, float]:
    """Cases given twice, cases that nobody was given, and seconds from the first to the last."""
    _register()
    cast = trial.make_cast()
    waiting = {case.item.pk for case in cases(cast, CASES)}
    clerks = officers(cast)
    began = time.perf_counter()
    results = at_once([partial(take_all, cast, clerk) for clerk in clerks])
    seconds = time.perf_counter() - began
    given = Counter(item_id for result in results for item_id in result)
    free = WorkItem.objects.filter(pk__in=waiting, claimed_by=None).count()
    who = f"{len(clerks)} clerks, {CASES:,} cases"
    return {
        f"{who}: doubles": given.total() - len(given),
        f"{who}: stuck": max(free, len(waiting - given.keys())),
        f"{who}: seconds": seconds,
    }


def _register() -> None:
    """What the tests of the engine register for themselves."""
    for role in trial.ROLES:
        register_role(role)
    for known in trial.MEASURES:
        register_measure(known)
    for code in trial.HANDLERS:
        handler(code)(lambda _payload: None)
    registry.rule("trial.grantable")(trial.grantable)
    registry.register_procedure(trial.PERMIT)
