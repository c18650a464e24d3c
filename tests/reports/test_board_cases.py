"""The list behind a number holds as many cases as the number says, for who may read them; each look is told."""

from typing import Any

from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.tallies.boards import boards
from interior_portal.tallies.queries import Period, total
from interior_portal.workflow.queries.behind import ROWS, cases_behind, find_cursor, is_of_cases
from tests.cast import ClientOf
from tests.scenarios import VisaOffice

CASES = "/reports/visas/figures/visas.granted/cases/"


def test_every_figure_has_as_many_rows_behind_it_as_it_counts(office: VisaOffice) -> None:
    office.grant(office.in_review())
    office.propose_refusal(office.in_review())
    today, units = clock.today(), [office.cast.unit("visas-qamishlo").pk]
    period = Period(today, today)
    measures = {
        measure for board in boards() for each in board.figures for measure in each.measures
    }
    counted = {
        measure: total(measure, first=today, last=today, unit_ids=units).count
        for measure in measures
        if is_of_cases(measure)
    }
    behind = {each: len(cases_behind(each, period, unit_ids=units)) for each in counted}
    assert behind == counted
    assert counted["visas.granted"] == 1
    assert counted["visas.begun"] == 2
    assert len(ROWS) == 4


def test_the_next_page_goes_on_after_the_last_row(office: VisaOffice) -> None:
    for _ in range(2):
        office.in_review()
    today = clock.today()
    period, unit = Period(today, today), office.cast.unit("visas-qamishlo").pk
    first, second = cases_behind("visas.begun", period, unit_ids=[unit])
    after = find_cursor(first.cursor)
    assert cases_behind("visas.begun", period, unit_ids=[unit], after=after) == [second]
    assert find_cursor("x") is None


def test_a_head_reads_them_and_the_ledger_knows(office: VisaOffice, client_of: ClientOf) -> None:
    application = office.grant(office.in_review())
    lines: list[Any] = client_of("head").get(CASES).context["lines"]
    assert [line["reference"] for line in lines] == [application.reference]
    entry = AuditEntry.objects.filter(action="reports.cases.listed").latest("pk")
    assert (entry.subject_ref, entry.actor_id) == ("visas.granted", office.cast.head.pk)
    assert client_of("chair").get(CASES).status_code == 403
    assert (
        client_of("head").get("/reports/payments/figures/payments.count/cases/").status_code == 404
    )
