"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")

application = get_wsgi_application()

from interior_portal.checks import refuse_unsafe_database  # noqa: E402 (needs the apps)

refuse_unsafe_database()
