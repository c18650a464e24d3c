"""How a person in a test comes in: reads the message, types the code."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils.translation import gettext, override

from interior_portal.shared.refusals import Refusal

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

SIGN_IN = "/account/sign-in/"
ENTER_CODE = "/account/sign-in/code/"
STAFF_SIGN_IN = "/account/sign-in/staff/"
ACCOUNT = "/account/"
CODE = re.compile(r"\b\d{8}\b")


def ask_for_code(client: Client, address: str, **more: str) -> "Answer":
    return client.post(SIGN_IN, {"address": address, **more})


def mailed_code() -> str:
    """The code in the newest mail."""
    return first_code(str(mail.outbox[-1].body))


def first_code(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


def texted() -> list[str]:
    """The text messages that were written, oldest first."""
    files = sorted(Path(settings.SMS_FILE_DIR).glob("*.txt"), key=lambda path: path.name)
    return [path.read_text(encoding="utf-8") for path in files]


def type_code(client: Client, code: str, **more: str) -> "Answer":
    return client.post(ENTER_CODE, {"code": code, **more})


def enter(client: Client, email: str) -> "Answer":
    """The whole way of a citizen."""
    ask_for_code(client, email)
    return type_code(client, mailed_code(), next=ACCOUNT)


def is_signed_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def said(text: str, language: str = "ar", **words: object) -> str:
    """What the portal says, in the language of the page that was asked."""
    with override(language):
        return gettext(text) % words if words else gettext(text)


def sentence(refusal: Refusal, language: str = "ar") -> str:
    with override(language):
        return str(refusal)


def without_tokens(response: "Answer") -> str:
    """The page, but for what differs in every answer."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'nonce="[^"]+"', "", page)
