"""Registration of `visas`: the Visa Directorate."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisasConfig(AppConfig):
    name = "visas"
    verbose_name = _("Visas")

    def ready(self) -> None:
        from interior_portal.accounts.registry import extend_role, register_role
        from interior_portal.documents.registry import register_paper
        from interior_portal.notices.registry import register_notice
        from interior_portal.tallies.boards import register_board
        from interior_portal.tallies.registry import register_measure
        from interior_portal.workflow.registry import register_pause_reason, register_procedure
        from visas import boards, measures, messages, papers, procedures, roles

        for role in roles.ROLES:
            register_role(role)
        extend_role("AUDITOR", {roles.VISA_APPLICATION_VIEW, roles.VISA_FIGURES_VIEW})
        for code in ("AUTHORITY_CHAIR", "AUTHORITY_SECRETARY"):
            extend_role(code, {roles.VISA_FIGURES_VIEW})
        extend_role("ADMINISTRATOR", {roles.VISA_CATALOGUE_EDIT})
        for procedure in procedures.PROCEDURES:
            register_procedure(procedure)
        for measure in measures.MEASURES:
            register_measure(measure)
        register_board(boards.BOARD)
        for notice in messages.NOTICES:
            register_notice(notice)
        for paper in papers.PAPERS:
            register_paper(paper)
        _open_doors()
        for code, label in procedures.PAUSE_REASONS.items():
            register_pause_reason(code, label)


def _open_doors() -> None:
    """Where people find the directorate: on the home page, in the header, on the common desk."""
    from interior_portal.ui.navigation import register_link
    from interior_portal.ui.services import register_services
    from interior_portal.workflow.acts import register_bulk
    from interior_portal.workflow.registry import (
        register_case_page,
        register_case_search,
        register_desk_page,
    )
    from visas import actions, doors, procedures, queries
    from visas.forms.desk import ForwardManyForm

    for link in doors.LINKS:
        register_link(link)
    register_services(doors.SERVICES)
    register_case_page(procedures.DIRECTORATE, "visas:application")
    register_desk_page(procedures.DIRECTORATE, doors.DESK)
    register_case_search(procedures.DIRECTORATE, queries.find_cases)
    register_bulk(
        procedures.TRAVEL_VISA.code, "forward", actions.forward_one_of_many, form=ForwardManyForm
    )
