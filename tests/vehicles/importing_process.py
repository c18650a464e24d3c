"""An import in a process of its own, over the database of the test that starts it: `FILE UNIT`."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    connection.settings_dict["NAME"] = os.environ["TEST_DATABASE_IN_USE"]
    file, unit = sys.argv[1:]
    call_command("import_vehicles", file, "--unit", unit)


if __name__ == "__main__":
    main()
