"""Registration of `reports`: what heads see, the Authority's year, the annual report."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from interior_portal.accounts.registry import extend_role
        from interior_portal.documents.registry import register_paper, register_seal
        from interior_portal.notices.registry import register_notice
        from interior_portal.tallies.boards import register_board
        from interior_portal.tallies.registry import register_measure
        from interior_portal.ui.navigation import register_link
        from interior_portal.ui.services import register_services
        from interior_portal.ui.waiting import register_waiting
        from reports import doors, measures, messages, papers, roles

        extend_role("AUTHORITY_CHAIR", roles.OF_CHAIRS)
        extend_role("AUTHORITY_SECRETARY", roles.OF_THE_SECRETARY)
        for link in doors.LINKS:
            register_link(link)
        register_services(doors.SERVICES)
        register_waiting("reports.halls", doors.open_halls)
        for measure in measures.MEASURES:
            register_measure(measure)
        for board in measures.BOARDS:
            register_board(board)
        for notice in messages.NOTICES:
            register_notice(notice)
        for paper in papers.PAPERS:
            register_paper(paper)
        for seal in papers.SEALS:
            register_seal(seal)
