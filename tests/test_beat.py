"""Beat wakes what nobody else starts."""

from django.conf import settings

from interior_portal.celery import app


def test_beat_wakes_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    woken = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert woken == {
        "outbox.sweep",
        "tallies.fold_tallies",
        "tallies.prove_figures",
        "documents.sweep_files",
        "documents.refresh_status_list",
        "documents.rotate_keys",
        "workflow.release_lapsed",
        "workflow.count_stuck_cases",
        "workflow.seal_events",
        "workflow.sweep_timers",
        "reports.remind",
    }
    assert woken <= set(app.tasks)
