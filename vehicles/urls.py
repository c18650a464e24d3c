"""Addresses of the Transport Directorate: nouns, the verb last, references and never keys."""

from django.urls import path

from vehicles.views import (
    counter,
    desk,
    entering,
    lookup,
    owner,
    register,
    same_day,
    status,
    stock,
    transfer,
)

app_name = "vehicles"
urlpatterns = [
    # everybody
    path("check/", lookup.check, name="look_up"),
    # the owner
    path("mine/", owner.vehicles, name="mine"),
    path("mine/<slug:reference>/", owner.vehicle, name="vehicle"),
    path("mine/<slug:reference>/licence.pdf", owner.licence, name="own_licence"),
    path("mine/<slug:reference>/<slug:act>/", owner.act, name="act"),
    # the applicant
    path("applications/<slug:reference>/", status.application, name="application"),
    path("applications/<slug:reference>/check/", status.check, name="check"),
    path("applications/<slug:reference>/withdraw/", status.withdraw, name="withdraw"),
    path("applications/<slug:reference>/licence.pdf", status.paper, name="paper"),
    # an entry: the first time, changed, corrected
    path("entries/new/", entering.new, name="new_entry"),
    path("entries/<slug:reference>/correct/", entering.correct, name="correct"),
    path("entries/<slug:reference>/details/", entering.details, name="change_details"),
    path("entries/<slug:reference>/plates/", entering.plates, name="exchange_plates"),
    path("entries/<slug:reference>/scrap/", entering.scrap, name="scrap"),
    # a change of owner: the seller or a clerk, each side, the officer who saw one
    path("register/<slug:reference>/transfer/", transfer.begin, name="transfer_begin"),
    path("transfers/<slug:reference>/", transfer.transfer, name="transfer"),
    path("transfers/<slug:reference>/buyers/add/", transfer.add_buyer, name="buyer_add"),
    path(
        "transfers/<slug:reference>/buyers/<int:number>/remove/",
        transfer.remove_buyer,
        name="buyer_remove",
    ),
    path("transfers/<slug:reference>/side/", transfer.side, name="side"),
    path("transfers/<slug:reference>/side/licence.pdf", transfer.side_paper, name="side_paper"),
    path("transfers/<slug:reference>/witness/", transfer.witness, name="witness"),
    # the register, for staff
    path("register/", register.register, name="register"),
    path("register/<slug:reference>/", register.entry, name="entry"),
    path("register/<slug:reference>/photo/", register.photo, name="photo"),
    path("register/<slug:reference>/marks/place/", register.place_mark, name="place_mark"),
    path("register/<slug:reference>/marks/lift/", register.lift_mark, name="lift_mark"),
    # the stock of plates
    path("plates/", stock.plates_in_stock, name="plates"),
    path("plates/receive/", stock.receive, name="plates_receive"),
    path("plates/send/", stock.send, name="plates_send"),
    path("plates/write-off/", stock.write_off, name="plates_write_off"),
    # the counter and the yard
    path("counter/<slug:reference>/account/", counter.account, name="account"),
    path("counter/<slug:reference>/insurance/", counter.insurance, name="insurance"),
    path("counter/<slug:reference>/inspection/", counter.inspection, name="inspection"),
    path("counter/<slug:reference>/hand-over/", counter.hand_over, name="hand_over"),
    path("counter/<slug:reference>/acts/<slug:act>/", counter.act, name="counter_act"),
    # the desk
    path("desk/<slug:reference>/", desk.case, name="case"),
    path("desk/<slug:reference>/claim/", desk.claim, name="claim"),
    path("desk/<slug:reference>/put-back/", desk.release, name="put_back"),
    path("desk/<slug:reference>/<slug:transition>/", desk.step, name="step"),
    # the head
    path("same-day/", same_day.page, name="same_day"),
]
