"""What Celery wakes, and what a worker has ready."""

import datetime as dt
import gc

import pytest
import time_machine
from celery.signals import worker_init, worker_process_init
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from interior_portal.celery import app
from interior_portal.documents import keys, render, tasks
from interior_portal.documents.fonts import paper_fonts
from interior_portal.documents.formats import Format
from interior_portal.documents.models import SigningKey

TODAY = dt.datetime(2027, 6, 9, 9, tzinfo=dt.UTC)


def test_the_worker_knows_the_tasks() -> None:
    assert {"documents.sweep_files", "documents.rotate_keys"} <= set(app.tasks)


@pytest.mark.django_db
def test_files_without_a_row_are_removed_after_two_days_and_for_a_week() -> None:
    names = {
        back: f"uploads/{TODAY - dt.timedelta(days=back):%Y/%m/%d}/lost.jpg"
        for back in (1, 2, 8, 9)
    }
    for name in names.values():
        default_storage.save(name, ContentFile(b"lost"))
    with time_machine.travel(TODAY):
        tasks.sweep()
    assert [back for back, name in names.items() if default_storage.exists(name)] == [1, 9]


@pytest.mark.django_db
def test_keys_that_signed_long_enough_are_replaced() -> None:
    keys.ensure_keys()
    first = SigningKey.objects.get(purpose="SEAL", state="ACTIVE")
    tasks.rotate_keys()
    assert SigningKey.objects.get(purpose="SEAL", state="ACTIVE") == first
    assert first.signs_until is not None
    with time_machine.travel(first.signs_until + dt.timedelta(days=1)):
        tasks.rotate_keys()
    assert SigningKey.objects.get(purpose="SEAL", state="ACTIVE") != first


def test_a_worker_makes_its_fonts_before_it_forks() -> None:
    paper_fonts.cache_clear()
    worker_init.send(sender=None)
    assert paper_fonts.cache_info().currsize == 1


def test_each_child_of_a_worker_has_its_style_sheets_and_leaves_them_to_nobody() -> None:
    for kept in (render.style, render.defaults):
        kept.cache_clear()
    gc.unfreeze()
    try:
        worker_process_init.send(sender=None)
        assert render.style.cache_info().currsize == len(Format)
        assert render.defaults.cache_info().currsize == 1
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
