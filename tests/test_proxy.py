"""Whose address is counted, as the environment says: our proxy's word, or nobody's."""

import os
import subprocess
import sys

import pytest

ASK = """
import django
django.setup()
from django.test import RequestFactory
from interior_portal.accounts.limits import client_ip
request = RequestFactory().get(
    "/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
)
print(client_ip(request))
"""


@pytest.mark.parametrize(
    ("trusted", "counted"), [("yes", "203.0.113.9"), ("no", "192.0.2.1"), ("", "192.0.2.1")]
)
def test_a_client_is_counted_by_its_own_address_behind_a_trusted_proxy_only(
    trusted: str, counted: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TRUST_PROXY"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if trusted:
        environment["TRUST_PROXY"] = trusted
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == [counted]
