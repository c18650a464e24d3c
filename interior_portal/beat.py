"""The Celery app of beat: it knows the schedule and the broker and nothing else of the portal.

    celery -A interior_portal.beat beat --pidfile=

Without Django's apps it takes a third of the memory; what it wakes runs in the worker.
"""

import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from interior_portal import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")

setup_logging.connect(logs.log_like_the_web)
app = Celery("interior_portal_beat", fixups=[])
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
    beat_schedule=settings.CELERY_BEAT_SCHEDULE,
    beat_schedule_filename=settings.CELERY_BEAT_SCHEDULE_FILENAME,
    task_default_queue=settings.CELERY_TASK_DEFAULT_QUEUE,
    task_ignore_result=True,
    timezone=settings.CELERY_TIMEZONE,
)
