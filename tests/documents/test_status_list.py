"""The signed list of papers that no longer count: what is in it, who signed it, when it is made anew."""

import base64
import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interior_portal.documents import actions, keys, status_list, tasks
from interior_portal.documents.models import Paper, SigningKey, StatusList
from interior_portal.documents.registry import PaperKind
from interior_portal.documents.vds.signatures import is_genuine
from interior_portal.shared import clock
from tests.documents import papers

pytestmark = pytest.mark.django_db
MANY = """
INSERT INTO documents_paper (number, kind, subject, languages, status, valid_from, valid_until, issued_at,
    file, sha256, size, seal, seal_key, pdf_key, token, shown, printed, key)
SELECT 'N' || n, kind, subject, languages, status, valid_from, current_date + 400, issued_at,
    file, sha256, size, seal, seal_key, pdf_key, 'T' || n, shown, printed, 'K' || n
FROM documents_paper, generate_series(1, %(papers)s) n WHERE id = %(like)s
"""
START = dt.datetime(2026, 12, 10, 9, tzinfo=dt.UTC)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _content(listed: StatusList) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_bytes(listed.jws.split(".")[1]))
    return content


def _hashes(listed: StatusList) -> dict[str, list[bytes]]:
    packed = {status: _bytes(text) for status, text in _content(listed)["papers"].items()}
    size = status_list.HASH_BYTES
    return {
        status: [data[at : at + size] for at in range(0, len(data), size)]
        for status, data in packed.items()
    }


def _issue(number: int, **more: Any) -> Paper:
    return papers.issue(key=f"tests.paper:{number}", **more)


@time_machine.travel(START, tick=False)
def test_it_names_what_no_longer_counts_and_nobody(paper_kind: PaperKind) -> None:
    valid, revoked, old, used = (_issue(number) for number in range(4))
    actions.revoke(paper=revoked, by=None, reason="entered by mistake")
    actions.replace(paper=old, replacement=valid, by=None, reason="a newer one")
    actions.mark_used(paper=used, by=None, reason="the last entry")
    over = _issue(5, valid_until=dt.date(2026, 12, 9))
    _issue(6, valid_from=dt.date(2026, 1, 1), valid_until=dt.date(2026, 11, 8))  # long over
    made = status_list.make()
    assert _hashes(made) == {
        "REVOKED": [status_list.paper_hash(revoked.number)],
        "REPLACED": [status_list.paper_hash(old.number)],
        "USED": [status_list.paper_hash(used.number)],
        "EXPIRED": [status_list.paper_hash(over.number)],
    }
    text = _bytes(made.jws.split(".")[1]).decode()
    for personal in ("ERIKSSON", "L898902C3", revoked.number, revoked.subject, revoked.token):
        assert personal not in text
    assert (made.papers, _content(made)["iat"]) == (4, int(START.timestamp()))


def test_the_authority_signs_it_as_any_jws_reader_expects(paper_kind: PaperKind) -> None:
    head, body, signature = status_list.make().jws.split(".")
    authority = SigningKey.objects.get(purpose="AUTHORITY")
    assert json.loads(_bytes(head)) == {
        "alg": "ES256",
        "kid": authority.reference,
        "typ": "paper-status+jws",
    }
    public = serialization.load_pem_public_key(authority.public_key.encode())
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert is_genuine(public, f"{head}.{body}".encode(), _bytes(signature))
    assert not is_genuine(public, f"{head}.{body}A".encode(), _bytes(signature))


def test_every_key_of_seals_is_in_it_with_its_state(paper_kind: PaperKind) -> None:
    first = SigningKey.objects.get(purpose="SEAL", state="ACTIVE")
    keys.rotate(purpose="SEAL")
    states = {key["id"]: key["state"] for key in _content(status_list.make())["keys"]}
    assert states[first.reference] == "VERIFY_ONLY"
    assert sorted(states.values()) == ["ACTIVE", "NEXT", "VERIFY_ONLY"]
    keys.revoke(key=first, reason="stolen")
    listed = _content(status_list.make())["keys"]
    assert {key["id"]: key["state"] for key in listed}[first.reference] == "REVOKED"


def test_it_is_made_anew_after_a_change_and_every_hour(paper_kind: PaperKind) -> None:
    with time_machine.travel(START, tick=False) as now:
        paper = papers.issue()
        assert status_list.refresh() is not None
        assert status_list.refresh() is None
        _issue(2)  # a paper that counts is no reason
        assert status_list.refresh() is None
        actions.revoke(paper=paper, by=None, reason="entered by mistake")
        tasks.refresh_status_list()
        assert _hashes(StatusList.objects.get(papers=1)) == {
            "REVOKED": [status_list.paper_hash(paper.number)]
        }
        assert status_list.refresh() is None
        keys.rotate(purpose="SEAL")
        assert status_list.refresh() is not None
        now.shift(dt.timedelta(minutes=61))
        assert status_list.refresh() is not None
        assert status_list.refresh() is None


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize(
    ("days", "is_listed"), [(-1, True), (-31, True), (-32, False), (0, False), (None, False)]
)
def test_what_runs_out_is_listed_for_a_month(
    paper_kind: PaperKind, days: int | None, *, is_listed: bool
) -> None:
    until = None if days is None else clock.today() + dt.timedelta(days=days)
    paper = _issue(1, valid_from=dt.date(2026, 1, 1), valid_until=until)
    expired = {"EXPIRED": [status_list.paper_hash(paper.number)]} if is_listed else {}
    assert _hashes(status_list.make()) == expired
    actions.revoke(paper=paper, by=None, reason="entered by mistake")
    revoked = {"REVOKED": [status_list.paper_hash(paper.number)]} if days != -32 else {}
    assert _hashes(status_list.make()) == revoked


def test_papers_that_count_are_not_looked_at(paper_kind: PaperKind) -> None:
    """Among many papers that count, the few others are found by their indexes."""
    paper = _issue(1)
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"like": paper.pk, "papers": 3000})
        cursor.execute("ANALYZE documents_paper")
    with CaptureQueriesContext(connection) as statements:
        assert status_list._closed(clock.today()) == {}
    (statement,) = (row["sql"] for row in statements if "documents_paper" in row["sql"])
    select = statement[statement.index("(SELECT") :]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {select}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "paper_closed" in plan
    assert "paper_runs_out" in plan
    assert "Seq Scan" not in plan


def test_only_the_last_lists_are_kept(paper_kind: PaperKind) -> None:
    made = [status_list.make().pk for _ in range(status_list.KEPT_LISTS + 2)]
    assert set(StatusList.objects.values_list("pk", flat=True)) == set(made[2:])


def test_anyone_may_fetch_it_and_caches_may_keep_it(paper_kind: PaperKind, client: Client) -> None:
    assert client.get("/check/list/").status_code == 404
    made = status_list.make()
    answer = client.get("/check/list/")
    assert answer.content.decode() == made.jws
    assert answer["Content-Type"] == "application/jose"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/check/list/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1)):
        status_list.make()
    assert client.get("/check/list/", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_the_verifier_is_a_file_to_keep(paper_kind: PaperKind, client: Client) -> None:
    made = status_list.make()
    answer = client.get("/check/offline/")
    assert answer["Content-Disposition"] == 'attachment; filename="paper-check.html"'
    page = answer.content.decode()
    assert made.jws in page
    assert len(answer.content) < 500_000
    for address in ("http://", "https://", "src="):
        assert address not in page.replace("http://www.w3.org", "").partition("<script>")[0]
