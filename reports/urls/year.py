"""The Authority's year: recommendations, projects, training, awareness, readiness."""

from django.urls import path

from reports.views.year import building, readying, recommending, teaching, telling, training

urlpatterns = [
    path("year/recommendations/", recommending.recommendations, name="recommendations"),
    path("year/recommendations/new/", recommending.enter, name="recommendation_new"),
    path(
        "year/recommendations/<slug:reference>/",
        recommending.recommendation,
        name="recommendation",
    ),
    path(
        "year/recommendations/<slug:reference>/progress/",
        recommending.progress,
        name="recommendation_progress",
    ),
    path(
        "year/recommendations/<slug:reference>/evidence/<int:pk>/",
        recommending.evidence,
        name="recommendation_evidence",
    ),
    path(
        "year/recommendations/<slug:reference>/<slug:verb>/",
        recommending.step,
        name="recommendation_step",
    ),
    path("year/training/", training.training, name="training"),
    path("year/training/new/", training.plan, name="session_new"),
    path("year/training/catalogue/", teaching.catalogue, name="catalogue"),
    path("year/training/catalogue/new/", teaching.enter, name="course_new"),
    path("year/training/catalogue/<slug:code>/change/", teaching.change, name="course_change"),
    path("year/training/catalogue/<slug:code>/<slug:verb>/", teaching.step, name="course_step"),
    path("year/training/<slug:reference>/", training.session, name="session"),
    path("year/training/<slug:reference>/seat/", training.seat, name="session_seat"),
    path("year/training/<slug:reference>/<slug:verb>/", training.keep, name="session_step"),
    path("year/enrolments/<slug:reference>/agree/", training.agree, name="enrolment_agree"),
    path(
        "year/enrolments/<slug:reference>/withdraw/", training.withdraw, name="enrolment_withdraw"
    ),
    path(
        "year/enrolments/<slug:reference>/certificate.pdf",
        training.certificate,
        name="certificate",
    ),
    path("year/awareness/", telling.awareness, name="awareness"),
    path("year/awareness/new/", telling.enter, name="activity_new"),
    path("year/awareness/<slug:reference>/", telling.activity, name="activity"),
    path("year/awareness/<slug:reference>/correct/", telling.correct, name="activity_correct"),
    path("year/awareness/<slug:reference>/strike/", telling.strike, name="activity_strike"),
    path("year/projects/", building.projects, name="projects"),
    path("year/projects/new/", building.enter, name="project_new"),
    path("year/projects/<slug:reference>/", building.project, name="project"),
    path("year/projects/<slug:reference>/stage/", building.add_stage, name="stage_new"),
    path(
        "year/projects/<slug:reference>/stage/<int:position>/done/",
        building.finish_stage,
        name="stage_done",
    ),
    path("year/projects/<slug:reference>/spending/", building.spend, name="project_spending"),
    path("year/projects/<slug:reference>/level/", building.add_level, name="level_new"),
    path(
        "year/projects/<slug:reference>/level/<int:pk>/after/",
        building.measure_level,
        name="level_after",
    ),
    path("year/projects/<slug:reference>/stop/", building.stop, name="project_stop"),
    path("year/readiness/", readying.readiness, name="readiness"),
    path("year/readiness/new/", readying.define, name="indicator_new"),
    path("year/readiness/<slug:code>/", readying.indicator, name="indicator"),
    path("year/readiness/<slug:code>/measure/", readying.measure, name="indicator_measure"),
    path("year/readiness/<slug:code>/target/", readying.target, name="indicator_target"),
    path("year/readiness/<slug:code>/end/", readying.end, name="indicator_end"),
]
