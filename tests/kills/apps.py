"""Registration of the directorate."""

from django.apps import AppConfig


class KillsConfig(AppConfig):
    name = "tests.kills"
    label = "kills"

    def ready(self) -> None:
        from interior_portal.accounts.registry import register_role
        from interior_portal.workflow import registry
        from tests.kills import procedure

        for role in procedure.ROLES:
            register_role(role)
        for question in procedure.QUESTIONS:
            registry.register_question(question)
            registry.subject(question.code)(procedure.subject_of)
        registry.answers("kills.machine")(procedure.machine_answers)
        registry.register_procedure(procedure.PERMIT)
