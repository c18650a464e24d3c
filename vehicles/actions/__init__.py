"""The only writes of the Transport Directorate."""

from vehicles.actions.applying import begin, begin_at_counter, choose_plate_kind, submit, withdraw
from vehicles.actions.billing import put_bill, record_payment
from vehicles.actions.deciding import decide
from vehicles.actions.entering import Newcomer, correct, enter_vehicle
from vehicles.actions.issuing import issue
from vehicles.actions.marking import lift_mark, place_mark
from vehicles.actions.owning import record_owners, transfer
from vehicles.actions.recording import (
    VehicleFacts,
    record_inspection,
    record_insurance,
    record_vehicle,
)
from vehicles.actions.serving import Visitor, apply_at_counter, hand_over, prove_owner
from vehicles.actions.telling import tell
from vehicles.actions.transferring import (
    Giver,
    Taker,
    add_buyer,
    agree,
    begin_transfer,
    remove_buyer,
    take_back,
    witness,
)

__all__ = [
    "Giver",
    "Newcomer",
    "Taker",
    "VehicleFacts",
    "Visitor",
    "add_buyer",
    "agree",
    "apply_at_counter",
    "begin",
    "begin_at_counter",
    "begin_transfer",
    "choose_plate_kind",
    "correct",
    "decide",
    "enter_vehicle",
    "hand_over",
    "issue",
    "lift_mark",
    "place_mark",
    "prove_owner",
    "put_bill",
    "record_inspection",
    "record_insurance",
    "record_owners",
    "record_payment",
    "record_vehicle",
    "remove_buyer",
    "submit",
    "take_back",
    "tell",
    "transfer",
    "withdraw",
    "witness",
]
