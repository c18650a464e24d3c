"""The settings of a test run: the real ones, in test mode, apart from every other run on the machine.

Each process that runs tests has a broker database, a queue name and folders of its own; the worker
processes that a test starts inherit them through the environment.
"""

import os
import tempfile
import zlib
from pathlib import Path

from interior_portal import embedded

RUN = os.environ.get("TEST_DB_NAME", "test_portal")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
PLACE = 0 if WORKER == "alone" else int(WORKER.removeprefix("gw")) + 1
BROKER_DATABASE = 1 + (zlib.crc32(RUN.encode()) + PLACE) % 15
FOLDER = Path(tempfile.gettempdir()) / f"{RUN}-{WORKER}"

os.environ.setdefault("PORTAL_MODE", "test")
# Playwright keeps an event loop in the thread of the test, where the ORM would refuse to work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
if os.environ.get("TEST_PROCESS") != WORKER:
    # What the process that hands out the work chose for itself must not be inherited by those that test;
    # what a test gives to a process of its own stays as given.
    os.environ["TEST_PROCESS"] = WORKER
    os.environ["QUEUE"] = f"{RUN}-{WORKER}"
    os.environ["PRIVATE_FILES_DIR"] = str(FOLDER / "files")
    os.environ["REDIS_URL"] = (
        f"redis+socket://{embedded.redis_socket()}?virtual_host={BROKER_DATABASE}"
    )

from interior_portal.settings import *  # noqa: E402, F403 (settings are read once the environment is set)
from interior_portal.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE  # noqa: E402 (as above)

if "AS_IN_PRODUCTION" in os.environ:  # what is timed watches nothing, and keeps its connections
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
    MIDDLEWARE = [
        "tests.watching.LanguageEndsWithTheRequest",
        "tests.watching.PagesWithoutRepeatedQueries",
        *MIDDLEWARE,
    ]

EMAIL_FILE_PATH = FOLDER / "mail"
SMS_FILE_DIR = FOLDER / "sms"
STATIC_ROOT = FOLDER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
if "TEST_DATABASE_IN_USE" in os.environ:
    DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_IN_USE"]
