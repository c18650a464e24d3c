"""Registration of `vehicles`: the Transport and Yards Directorate."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VehiclesConfig(AppConfig):
    name = "vehicles"
    verbose_name = _("Vehicles")

    def ready(self) -> None:
        from interior_portal.accounts.registry import extend_role, register_role
        from interior_portal.documents.registry import register_paper, register_seal
        from interior_portal.notices.registry import register_notice
        from interior_portal.tallies.boards import register_board
        from interior_portal.tallies.registry import register_measure
        from interior_portal.workflow.registry import (
            register_pause_reason,
            register_procedure,
            register_question,
            subject,
            subscribe,
        )
        from vehicles import (
            boards,
            measures,
            messages,
            papers,
            procedures,
            queries,
            questions,
            roles,
        )

        for role in roles.ROLES:
            register_role(role)
        extend_role("AUDITOR", {roles.VEHICLE_VIEW, roles.VEHICLE_FIGURES_VIEW})
        for code in ("AUTHORITY_CHAIR", "AUTHORITY_SECRETARY"):
            extend_role(code, {roles.VEHICLE_FIGURES_VIEW})
        extend_role("ADMINISTRATOR", {roles.VEHICLE_CATALOGUE_EDIT})
        for question in questions.QUESTIONS:
            register_question(question)
            subject(question.code)(queries.vehicle_of_case)
        for procedure in procedures.PROCEDURES:
            register_procedure(procedure)
            # The answers take a case on by themselves: the bill follows wherever they came from.
            if procedure.questions and procedures.CHECKING in procedure.steps:
                subscribe(f"{procedure.code}.checking.answered", "vehicles.put_bill")
        for measure in measures.MEASURES:
            register_measure(measure)
        register_board(boards.BOARD)
        for notice in messages.NOTICES:
            register_notice(notice)
        for paper in papers.PAPERS:
            register_paper(paper)
        register_seal(papers.SEAL)
        _open_doors()
        for code, label in procedures.PAUSE_REASONS.items():
            register_pause_reason(code, label)


def _open_doors() -> None:
    """Where people and machines find the directorate: on the home page, in the header, on the common desk."""
    from interior_portal.documents.api import register_endpoint
    from interior_portal.ui.navigation import register_link
    from interior_portal.ui.services import register_services
    from interior_portal.workflow.registry import (
        register_case_page,
        register_case_search,
        register_desk_page,
    )
    from vehicles import doors, procedures, queries
    from vehicles.views import api

    for link in doors.LINKS:
        register_link(link)
    register_services(doors.SERVICES)
    register_desk_page(procedures.DIRECTORATE, doors.DESK)
    register_case_page(procedures.DIRECTORATE, "vehicles:application")
    register_case_search(procedures.DIRECTORATE, queries.find_cases)
    register_endpoint(api.LOOK_UP)
