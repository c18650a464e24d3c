"""What is written for questions: the parts of the one statement that puts them to desks, settles and
withdraws them. Procedures that ask nothing never send these texts.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from interior_portal.workflow.questions import Answer, Question, Subject
from interior_portal.workflow.sql.cursor import run

# A verb about a question that leaves the case where it stands adds an event and nothing else to it.
TOUCHED = """
WITH moved AS (
  UPDATE workflow_case SET event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
)
"""
ASKED = """
, asking AS (
  SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb) AS q(question text, round smallint, subject jsonb,
    remark text, mode text, unit_id bigint, due_at timestamptz, queue text, answer jsonb,
    is_clear boolean, child_id bigint)
), asked AS (
  INSERT INTO workflow_referral (case_id, question, round, subject, remark, mode, unit_id, asked_by_id,
    asked_at, due_at, answer, is_clear, is_automatic, answered_at, withdrawn_reason, child_id)
  SELECT moved.id, question, round, subject, remark, mode, unit_id, %(actor)s, %(at)s, due_at, answer,
    is_clear, answer IS NOT NULL, CASE WHEN answer IS NOT NULL THEN %(at)s::timestamptz END, '', child_id
  FROM moved, asking
  RETURNING id, question
), put_to_desks AS (
  INSERT INTO workflow_workitem (case_id, branch, step, queue, due_at, opened_at, referral_id)
  SELECT %(case)s, '?' || question, question, queue, due_at, %(at)s, asked.id
  FROM asked JOIN asking USING (question) WHERE queue IS NOT NULL
)
"""
# A clock that was set back must not put an answer before its question.
SETTLED = """
, answered AS (
  UPDATE workflow_referral SET answer = %(answer)s::jsonb, is_clear = %(is_clear)s, draft = NULL,
    answered_by_id = %(actor)s, answered_at = greatest(%(at)s, asked_at)
  WHERE id = %(answered)s::bigint AND answered_at IS NULL AND withdrawn_at IS NULL
    AND (SELECT count(*) FROM moved) = 1
), withdrawn AS (
  UPDATE workflow_referral SET withdrawn_at = %(at)s, withdrawn_by_id = %(withdrawn_by)s,
    withdrawn_reason = %(withdrawn_reason)s, draft = NULL
  WHERE id = ANY(%(withdrawn)s::bigint[]) AND answered_at IS NULL AND withdrawn_at IS NULL
    AND (SELECT count(*) FROM moved) = 1
), left_desks AS (
  UPDATE workflow_workitem SET closed_at = %(at)s
  WHERE case_id = %(case)s AND closed_at IS NULL AND branch = ANY(%(left_branches)s::text[])
)
"""
_DRAFT = """
UPDATE workflow_referral SET draft = %(draft)s::jsonb
WHERE id = %(referral)s AND answered_at IS NULL AND withdrawn_at IS NULL RETURNING id
"""
_REMINDED = """
SELECT max(at) FROM workflow_caseevent
WHERE case_id = %(case)s AND code = %(code)s AND data ->> 'question' = %(question)s
  AND data ->> 'round' = %(round)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A question that was decided to be asked. It has an answer when the machine knew one, a queue when a
    person must look, a child when a procedure answers it.
    """

    question: Question
    round: int
    mode: str
    subject: Subject
    remark: str
    unit_id: int
    queue: str | None = None
    due_at: dt.datetime | None = None
    answer: Answer | None = None
    child_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A question that ends with this change; `answer` is None for one that is withdrawn, and the case that
    was to answer it, its `child_id`, ends with it.
    """

    referral_id: int
    question: str
    answer: Answer | None = None
    child_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What a change does to the questions of a case; of those that end at most one is answered."""

    put: tuple[Put, ...] = ()
    ended: tuple[Ended, ...] = ()
    withdrawn_by_id: int | None = None
    reason: str = ""


def keep_draft(referral_id: int, draft: str) -> bool:
    """Keep the draft of an answer, as JSON text. One statement; False when the question has ended."""
    return bool(run(_DRAFT, {"referral": referral_id, "draft": draft}))


def last_reminder(case_id: int, code: str, question: str, round_: int) -> dt.datetime | None:
    """When the desk was last reminded of this round; one statement."""
    words = {"case": case_id, "code": code, "question": question, "round": round_}
    found: dt.datetime | None = run(_REMINDED, words)[0][0]
    return found


def parameters(questions: Questions) -> dict[str, Any]:
    """What `ASKED` and `SETTLED` need beside the parameters of an event."""
    answered = next((ended for ended in questions.ended if ended.answer), None)
    answer = answered.answer if answered else None
    withdrawn = [ended for ended in questions.ended if ended is not answered]
    return {
        "asked": json.dumps([_row(put) for put in questions.put], ensure_ascii=False),
        "answered": answered.referral_id if answered else None,
        "answer": _answer(answer),
        "is_clear": answer.is_clear if answer else None,
        "withdrawn": tuple(str(ended.referral_id) for ended in withdrawn),
        "withdrawn_by": questions.withdrawn_by_id,
        "withdrawn_reason": questions.reason,
        "left_branches": tuple(f"?{ended.question}" for ended in questions.ended),
    }


def _row(put: Put) -> dict[str, Any]:
    return {
        "question": put.question.code,
        "round": put.round,
        "subject": _subject(put.subject),
        "remark": put.remark,
        "mode": put.mode,
        "unit_id": put.unit_id,
        "due_at": put.due_at.isoformat() if put.due_at else None,
        "queue": put.queue,
        "answer": _plain(put.answer) if put.answer else None,
        "is_clear": put.answer.is_clear if put.answer else None,
        "child_id": put.child_id,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    """Labels in their English source, whoever asks: each reader has them in their own language."""
    with override("en"):
        rows = [[str(row.label), row.value, row.is_code] for row in subject.rows]
    return {"kind": subject.kind, "rows": rows, "values": dict(subject.values)}


def _answer(answer: Answer | None) -> str | None:
    return None if answer is None else json.dumps(_plain(answer), ensure_ascii=False)


def _plain(answer: Answer) -> dict[str, Any]:
    return {"outcome": answer.outcome, "note": answer.note, "data": dict(answer.data)}
