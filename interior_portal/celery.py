"""Celery: carries out outbox rows; beat only wakes sweeps."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")

app = Celery("interior_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
