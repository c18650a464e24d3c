"""Meetings: the secretary's table under `meetings/`, the delegate's phone under `hall/`."""

from django.urls import path

from reports.views.meetings import business, concluding, hall, planning, voting

urlpatterns = [
    path("meetings/", planning.meetings, name="meetings"),
    path("meetings/new/", planning.meeting_new, name="meeting_new"),
    path("meetings/<slug:reference>/", planning.meeting, name="meeting"),
    path("meetings/<slug:reference>/seats/", planning.seats, name="meeting_seats"),
    path(
        "meetings/<slug:reference>/seats/<int:number>/deputy/", planning.deputy, name="seat_deputy"
    ),
    path("meetings/<slug:reference>/items/<int:position>/", planning.item, name="meeting_item"),
    path(
        "meetings/<slug:reference>/documents/<int:key>/", planning.document, name="meeting_document"
    ),
    path("meetings/<slug:reference>/motions/new/", business.motion_new, name="motion_new"),
    path("meetings/<slug:reference>/motions/<int:number>/", business.motion, name="motion"),
    path(
        "meetings/<slug:reference>/motions/<int:amends>/amend/",
        business.motion_new,
        name="motion_amend",
    ),
    path(
        "meetings/<slug:reference>/motions/<int:number>/reword/",
        business.motion_reword,
        name="motion_reword",
    ),
    path(
        "meetings/<slug:reference>/motions/<int:number>/follow/",
        business.motion_follow,
        name="motion_follow",
    ),
    path("meetings/<slug:reference>/votes/<int:number>/", voting.vote, name="vote"),
    path("meetings/<slug:reference>/elections/new/", business.election_new, name="election_new"),
    path("meetings/<slug:reference>/elections/<int:number>/", business.election, name="election"),
    path("meetings/<slug:reference>/texts/<int:key>/", business.adopted_text, name="adopted_text"),
    path("meetings/<slug:reference>/minutes/", concluding.minutes, name="meeting_minutes"),
    path(
        "meetings/<slug:reference>/minutes/<slug:language>.pdf",
        concluding.minutes_pdf,
        name="minutes_pdf",
    ),
    path("meetings/<slug:reference>/statement/", concluding.statement, name="meeting_statement"),
    path("meetings/<slug:reference>/statement.pdf", concluding.statement_pdf, name="statement_pdf"),
    path("hall/", hall.halls, name="halls"),
    path("hall/<slug:reference>/", hall.hall, name="hall"),
    path("hall/<slug:reference>/votes/<int:number>/", hall.ballot, name="ballot"),
]
