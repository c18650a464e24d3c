"""Celery: carries out outbox rows; beat only wakes sweeps."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")

app = Celery("interior_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_like_the_web(**_signal: Any) -> None:
    """Worker and beat log through settings.LOGGING; without this Celery brings a format of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def _refuse_unsafe_database(**_signal: Any) -> None:
    from interior_portal.checks import refuse_unsafe_database

    refuse_unsafe_database()
