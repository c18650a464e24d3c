"""Celery: carries out outbox rows; beat only wakes sweeps."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init

from interior_portal import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")

app = Celery("interior_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


setup_logging.connect(logs.log_like_the_web)


@worker_init.connect
def _refuse_unsafe_database(**_signal: Any) -> None:
    from interior_portal.checks import refuse_unsafe_database

    refuse_unsafe_database()
