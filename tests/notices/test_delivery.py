"""From an action to the mailbox and the phone."""

import re
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from interior_portal.accounts.models import User
from interior_portal.accounts.registry import find_code_sender
from interior_portal.notices import actions, handlers, sms
from interior_portal.notices.models import Delivery, Notice
from interior_portal.notices.registry import NoticeKind
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow

REFERENCE = "V26-7K3M-92QX"
CLOSED_PORT = 1  # nothing listens there


@pytest.fixture(autouse=True)
def phone(settings: Settings, tmp_path: Path) -> Path:
    """Where text messages arrive."""
    settings.SMS_FILE_DIR = tmp_path / "sms"
    return tmp_path / "sms"


def send(to: User, key: str = "k") -> Notice:
    return actions.send(kind="tests.hello", to=to, about=REFERENCE, key=key)


def texts(phone: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(phone.glob("*.txt"))]


def without_email(user: User) -> User:
    user.email = None
    user.save()
    return user


def test_an_email_in_the_readers_language_with_nothing_personal(
    hello: NoticeKind, reader: User, phone: Path
) -> None:
    notice = send(reader)
    assert relay.drain() == 1
    (message,) = mail.outbox
    assert isinstance(message, EmailMessage)
    assert message.to == ["layla@citizen.example"]
    assert REFERENCE in message.subject
    link = f"{portal.PUBLIC_URL}/payments/bills/{REFERENCE}/"
    assert message.body == (
        f"Don't worry & read <on>: {link}\n\n{link}\n\n\u2068Desteya Hundirîn\u2069\n"
    )
    assert message.extra_headers == {
        "Message-ID": f"<notice-{notice.pk}@interior.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "kmr",
    }
    written = f"{message.subject}\n{message.body}"
    assert not re.search(r"Layla|Matar|963|citizen\.example", written)
    assert texts(phone) == []
    assert list(notice.deliveries.values_list("channel", flat=True)) == ["EMAIL"]


def test_who_has_no_email_gets_an_sms(hello: NoticeKind, reader: User, phone: Path) -> None:
    notice = send(without_email(reader))
    assert relay.drain() == 1
    (text,) = texts(phone)
    to, _empty, subject, link = text.rstrip().split("\n")
    assert to == "To: +963990000777"
    assert REFERENCE in subject
    assert link == f"{portal.PUBLIC_URL}/payments/bills/{REFERENCE}/"
    assert mail.outbox == []
    assert list(notice.deliveries.values_list("channel", flat=True)) == ["SMS"]


def test_the_same_key_is_one_notice_and_one_message(hello: NoticeKind, reader: User) -> None:
    assert send(reader) == send(reader)
    assert (Notice.objects.count(), OutboxRow.objects.count()) == (1, 1)
    relay.drain()
    assert len(mail.outbox) == 1


def test_an_unknown_kind_is_refused_at_once(reader: User) -> None:
    with pytest.raises(KeyError):
        actions.send(kind="tests.unknown", to=reader, about=REFERENCE, key="k")
    assert not Notice.objects.exists()


def test_what_was_handed_over_is_not_sent_again(
    hello: NoticeKind, reader: User, phone: Path
) -> None:
    notice = send(reader)
    for channel in ("EMAIL", "SMS"):
        for _time in range(2):
            handlers.deliver({"notice": notice.pk, "channel": channel})
    assert (len(mail.outbox), len(texts(phone))) == (1, 1)


def test_a_worker_that_died_before_the_commit_sends_under_the_same_id(
    hello: NoticeKind, reader: User, phone: Path
) -> None:
    notice = send(reader)
    for channel in ("EMAIL", "SMS"):
        for _time in range(2):
            handlers.deliver({"notice": notice.pk, "channel": channel})
            Delivery.objects.all().delete()  # what a crash before the commit leaves
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second
    assert len(texts(phone)) == 1


def test_a_mail_server_that_is_away_holds_up_nobody_else(
    hello: NoticeKind, reader: User, settings: Settings, phone: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", CLOSED_PORT
    other = User.objects.create_user(phone="+963990000888")
    mailed, texted = send(reader, "mailed"), send(other, "texted")
    assert relay.drain() == 1
    assert len(texts(phone)) == 1
    assert list(Delivery.objects.values_list("notice", flat=True)) == [texted.pk]
    row = OutboxRow.objects.get(key=f"notice:{mailed.pk}:EMAIL")
    assert (row.state, row.attempts) == (OutboxRow.State.PENDING, 1)
    assert row.last_error.startswith("ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxRow.objects.filter(pk=row.pk).update(available_at=row.created_at)
    assert relay.drain() == 1
    assert len(mail.outbox) == 1


def test_a_provider_that_is_away_is_tried_again(
    hello: NoticeKind, reader: User, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings.SMS_FILE_DIR = tmp_path / "file"
    notice = send(without_email(reader))
    assert relay.drain() == 0
    row = OutboxRow.objects.get()
    assert (row.state, row.attempts) == (OutboxRow.State.PENDING, 1)
    assert not notice.deliveries.exists()


def test_codes_go_out_by_sms_each_as_a_message_of_its_own(phone: Path) -> None:
    sender = find_code_sender("SMS")
    assert sender is sms.send
    for _time in range(2):
        sender(to="+963990000777", text="123456")
    assert texts(phone) == ["To: +963990000777\n\n123456\n"] * 2
