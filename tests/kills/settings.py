"""The portal in test mode with one directorate more. It has servers and files of its own, to be killed."""

import os

os.environ["PORTAL_MODE"] = "test"

from interior_portal.settings import *  # noqa: F403 (settings are read once the mode is set)
from interior_portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.kills"]
ROOT_URLCONF = "tests.kills.urls"
