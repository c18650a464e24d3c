"""Addresses of `workflow`."""

from django.urls import path

from interior_portal.workflow.views import (
    bulk,
    cases,
    course,
    desk,
    questions,
    running,
    searching,
    seeing,
    stuck,
    timing,
)

app_name = "workflow"
urlpatterns = [
    path("events/", seeing.events, name="events"),
    path("procedures/", running.procedures, name="procedures"),
    path("procedures/<str:code>/", running.procedure, name="procedure"),
    path("<slug:reference>/undo/", cases.undo, name="undo"),
    path("<slug:reference>/note/", cases.note, name="note"),
    path("<slug:reference>/give/", cases.give, name="give"),
    path("questions/<slug:reference>/", questions.questions, name="questions"),
    path("questions/<slug:reference>/<slug:slug>/", questions.question, name="question"),
    path("questions/<slug:reference>/<slug:slug>/take/", questions.take, name="take_question"),
    path(
        "questions/<slug:reference>/<slug:slug>/put-back/",
        questions.put_back,
        name="put_back_question",
    ),
    path("questions/<slug:reference>/<slug:slug>/ask/", questions.ask, name="ask_question"),
    path("questions/<slug:reference>/<slug:slug>/remind/", questions.remind, name="remind_desk"),
    path(
        "questions/<slug:reference>/<slug:slug>/withdraw/",
        questions.withdraw,
        name="withdraw_question",
    ),
    path("<slug:reference>/course/", course.course, name="course"),
    path("desk/", desk.desk, name="desk"),
    path("desk/bulk/", bulk.act, name="bulk"),
    path("desk/bulk/undo/", bulk.undo, name="undo_bulk"),
    path("desk/next/", desk.take_next, name="next"),
    path("desk/views/keep/", desk.keep_view, name="keep_view"),
    path("desk/views/forget/", desk.forget_view, name="forget_view"),
    path("search/", searching.search, name="search"),
    path("keys/", desk.keys, name="keys"),
    path("stuck/", stuck.stuck_cases, name="stuck"),
    path("<slug:reference>/", timing.case, name="case"),
    path("<slug:reference>/extend/", timing.extend, name="extend"),
]
