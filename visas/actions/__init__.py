"""The only writes of the Visa Directorate. Each is one transaction, and `undoing` takes them back."""

from visas.actions import undoing
from visas.actions.applying import (
    add_document,
    add_photo,
    answer_as_host,
    begin,
    begin_at_counter,
    save_answers,
    send_document,
    submit,
    withdraw,
)
from visas.actions.deciding import (
    confirm_refusal,
    forward,
    forward_one_of_many,
    grant,
    propose_refusal,
    record_other_side_refusal,
    request_document,
    return_to_review,
)
from visas.actions.following import (
    issue_visa_paper,
    record_payment,
    revoke_visa,
)

__all__ = [
    "add_document",
    "add_photo",
    "answer_as_host",
    "begin",
    "begin_at_counter",
    "confirm_refusal",
    "forward",
    "forward_one_of_many",
    "grant",
    "issue_visa_paper",
    "propose_refusal",
    "record_other_side_refusal",
    "record_payment",
    "request_document",
    "return_to_review",
    "revoke_visa",
    "save_answers",
    "send_document",
    "submit",
    "undoing",
    "withdraw",
]
