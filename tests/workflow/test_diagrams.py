"""Pages that draw procedures: exact, and stale ones are noticed."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext_lazy

from interior_portal.workflow import registry
from interior_portal.workflow.seeing import diagrams
from tests.workflow.test_procedures import END, SMALL
from tests.workflow.timed import TIMED
from tests.workflow.trial import PERMIT
from tests.workflow.twofold import CHECKED

SMALL_PAGE = """\
# Small

`trial.small`, version 1, of the directorate `trial`. References begin with S. Unless the \
directorate's data say otherwise, the promise is 60 working minutes.

This page is written by `manage.py procedures` from the procedure itself.

```mermaid
stateDiagram-v2
    state "Draft" as draft
    state "Desk" as desk
    state "Done" as done
    [*] --> draft
    draft --> desk : Send (applicant)
    desk --> done : End (desk)
    done --> [*]
```

## Steps

| Step | Shown as | Whose turn | The clock | Outcome |
| --- | --- | --- | --- | --- |
| `draft` | Draft | applicant | has not started |  |
| `desk` | Desk | desk (ANY) | runs |  |
| `done` | Done | nobody | has ended | done |

## Transitions

| Transition | Shown as | From | To | By | Needs | Then |
| --- | --- | --- | --- | --- | --- | --- |
| `send` | Send | `draft` | `desk` | applicant |  |  |
| `end` | End | `desk` | `done` | desk | END |  |
"""


def test_a_page_is_drawn() -> None:
    assert diagrams.page(SMALL) == SMALL_PAGE


def test_a_page_tells_what_a_transition_needs_and_brings_about() -> None:
    lines = diagrams.page(PERMIT).splitlines()
    grant = (
        "| `grant` | grant | `review` | `granted` | desk | TRIAL_DECIDE; the case taken; "
        "rule `trial.grantable` | `trial.issue`; `trial.tell_granted`; counts `trial.granted`; "
        "counts `trial.counted_twice` |"
    )
    assert grant in lines
    assert (
        "| `awaiting_applicant` | Waiting for the applicant | applicant | is paused: awaiting_applicant |  |"
        in lines
    )
    confirm = [line for line in lines if line.startswith("| `confirm`")]
    assert "somebody else than did `propose`" in confirm[0]


def test_branches_are_drawn_from_their_fork_to_their_join() -> None:
    lines = diagrams.page(CHECKED).splitlines()
    for drawn in (
        "    draft --> checking : submit (applicant)",
        "    draft --> police_check : submit (applicant)",
        "    draft --> tax_check : submit (applicant)",
        "    checking --> decision",
    ):
        assert drawn in lines


def test_what_happens_by_itself_says_after_which_time() -> None:
    lines = diagrams.page(TIMED).splitlines()
    assert "    asked --> lapsed : give_up_waiting (system after 2 working hours)" in lines
    assert (
        "| `give_up_waiting` | give_up_waiting | `asked` | `lapsed` | system | "
        "2 working hours at the step |  |"
    ) in lines


def test_words_cannot_break_the_diagram_or_the_table() -> None:
    odd = replace(END, label='Say "no": stop; a|b')
    page = diagrams.page(replace(SMALL, transitions=(SMALL.transitions[0], odd)))
    assert "    desk --> done : Say 'no' - stop, a|b (desk)" in page
    assert '| `end` | Say "no": stop; a\\|b |' in page


def test_a_page_is_english_whoever_writes_it() -> None:
    named = replace(SMALL, label=gettext_lazy("Monday"))
    with translation.override("ar"):
        assert diagrams.page(named).startswith("# Monday\n")


def test_the_command_writes_what_is_missing_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone.old.md").write_text("old")
    (tmp_path / "kept.txt").write_text("not ours")
    call_command("procedures", folder=tmp_path, verbosity=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt", "trial.permit.md"]
    assert (tmp_path / "trial.permit.md").read_text(encoding="utf-8") == diagrams.page(PERMIT)
    call_command("procedures", folder=tmp_path, check=True)


def test_the_check_names_stale_pages(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"stale \(trial.permit.md\); run manage.py procedures"):
        call_command("procedures", folder=tmp_path, check=True)
    call_command("procedures", folder=tmp_path, verbosity=0)
    registry.register_procedure(SMALL)
    (tmp_path / "trial.permit.md").write_text("edited by hand")
    with pytest.raises(CommandError, match=r"\(trial.permit.md, trial.small.md\)"):
        call_command("procedures", folder=tmp_path, check=True)
