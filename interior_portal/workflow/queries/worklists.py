"""What lies in some queues, the most urgent first, page by page.

Each queue is one probe of a partial index over open items. Pages go on after the last row seen, so
the hundredth costs what the first does. Items without a deadline come last, oldest first. What the
index does not carry (the service, the step, who holds an item) is looked for in a bounded number of
the next items, never by sorting a queue; the page then says that it stopped, and where to go on.
"""

import datetime as dt
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.ids import row_key
from interior_portal.workflow.sql.cursor import read_rows, statement

MOST_HELD = 100
# So many items of each queue are looked at for one page of a narrowed list; then the reader may go on.
MOST_LOOKED_AT = 1000
_FIRST, _LAST = "-infinity", "infinity"
_NEVER = 2**63 - 1
_END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)
_ITEM = """id, case_id, step, queue, due_at, opened_at, claimed_by_id, claimed_at, lease_until,
  referral_id"""
_COLUMNS = """i.id, c.id, c.reference, c.procedure, c.category, i.step, i.queue, c.unit_id, i.due_at,
  i.opened_at, coalesce(a.name, ''), i.claimed_by_id, coalesce(h.name, ''), i.claimed_at,
  i.lease_until, coalesce(r.question, ''), c.version"""
_BESIDE = """JOIN workflow_case c ON c.id = i.case_id
JOIN accounts_user a ON a.id = c.applicant_id
LEFT JOIN accounts_user h ON h.id = i.claimed_by_id
LEFT JOIN workflow_referral r ON r.id = i.referral_id"""
# Both halves are ordered as the index is, though the second has one deadline only: none.
_WITH_DEADLINE = statement(
    "SELECT",
    _ITEM,
    """
  FROM workflow_workitem
  WHERE queue = q.code AND closed_at IS NULL
    AND (due_at, id) > (%(due_at)s::timestamptz, %(due_id)s::bigint)
    AND due_at < %(until)s::timestamptz
  ORDER BY due_at, id""",
)
_WITHOUT = statement(
    "SELECT",
    _ITEM,
    """
  FROM workflow_workitem
  WHERE queue = q.code AND closed_at IS NULL AND due_at IS NULL AND id > %(free_id)s::bigint
  ORDER BY due_at, id""",
)


def _page_of(dated: str, undated: str) -> str:
    return statement(
        "SELECT",
        _COLUMNS,
        "FROM (SELECT found.* FROM unnest(%(queues)s::text[]) AS q(code) CROSS JOIN LATERAL (",
        *("(", dated, "LIMIT %(size)s) UNION ALL (", undated, "LIMIT %(size)s)"),
        ") AS found ORDER BY found.due_at NULLS LAST, found.id LIMIT %(size)s) AS i",
        _BESIDE,
        "ORDER BY i.due_at NULLS LAST, i.id",
    )


def _kept(half: str) -> str:
    """What the index does not carry is looked for in the next items only, and never sorted."""
    return statement(
        *("SELECT near.* FROM (", half, "LIMIT %(most)s) AS near"),
        """
  JOIN workflow_case k ON k.id = near.case_id
  WHERE (%(procedures)s::text[] IS NULL OR k.procedure = ANY(%(procedures)s::text[]))
    AND (%(category)s = '' OR k.category = %(category)s)
    AND (%(step)s = '' OR near.step = %(step)s)
    AND (%(held)s::boolean IS NULL OR %(held)s::boolean = (
      near.claimed_by_id IS NOT NULL AND coalesce(near.lease_until > %(now)s, true)))
    AND near.claimed_by_id IS DISTINCT FROM %(not_of)s::bigint
  ORDER BY near.due_at, near.id""",
    )


_INBOX = _page_of(_WITH_DEADLINE, _WITHOUT)
_NARROWED = _page_of(_kept(_WITH_DEADLINE), _kept(_WITHOUT))
# Where the looking stopped first: beyond it a queue may hold what the page does not show. From the index.
_STOPPED = statement(
    "SELECT stop.due_at, stop.id FROM unnest(%(queues)s::text[]) AS q(code) CROSS JOIN LATERAL (",
    *("(SELECT due_at, id FROM (", _WITH_DEADLINE, ") AS dated OFFSET %(most)s - 1 LIMIT 1)"),
    "UNION ALL",
    *("(SELECT due_at, id FROM (", _WITHOUT, ") AS undated OFFSET %(most)s - 1 LIMIT 1)"),
    ") AS stop ORDER BY stop.due_at NULLS LAST, stop.id LIMIT 1",
)
_HELD = statement(
    "SELECT",
    _COLUMNS,
    "FROM workflow_workitem i",
    _BESIDE,
    """
WHERE i.claimed_by_id = %(by)s AND i.closed_at IS NULL
ORDER BY i.due_at NULLS LAST, i.id LIMIT %(size)s""",
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open item as a list shows it. Names are empty where there is nobody.

    `question` is the code of what another unit asks, empty for an item of the case itself; `unit_id` is
    the unit of the case and so the one that asks. `version` is that of the case.
    """

    item_id: int
    case_id: int
    reference: str
    procedure: str
    category: str
    step: str
    queue: str
    unit_id: int
    due_at: dt.datetime | None
    opened_at: dt.datetime
    applicant_name: str
    claimed_by_id: int | None
    claimed_by_name: str
    claimed_at: dt.datetime | None
    lease_until: dt.datetime | None
    question: str
    version: int

    @property
    def place(self) -> tuple[dt.datetime, int]:
        """Where the row stands in the order of urgency."""
        return self.due_at or _END_OF_TIME, self.item_id


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page; `str()` gives what stands in an address, `read` takes it back."""

    due_at: dt.datetime | None
    item_id: int

    @property
    def place(self) -> tuple[dt.datetime, int]:
        """Where the cursor stands in the order of urgency."""
        return self.due_at or _END_OF_TIME, self.item_id

    def __str__(self) -> str:
        return f"{self.due_at.astimezone(dt.UTC).isoformat() if self.due_at else ''}~{self.item_id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None for what is no cursor: the list then begins at its start."""
        due_at, _, item_id = text.partition("~")
        key = row_key(item_id)
        try:
            moment = dt.datetime.fromisoformat(due_at) if due_at else None
        except ValueError:
            return None
        is_aware = moment is None or moment.tzinfo is not None
        return cls(moment, key) if key is not None and is_aware else None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Rows, most urgent first, and where the next page begins (None on the last).

    `is_cut` says that the looking stopped before the page was full: there may be more further on.
    """

    rows: tuple[InboxRow, ...]
    after: Cursor | None
    is_cut: bool = False


class Whose(enum.Enum):
    """Who holds an item, as its reader sees it."""

    FREE = "free"
    MINE = "mine"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What of the queues a list shows; the default is everything.

    `procedures` None is any. Deadlines lie in `due_from` (included) to `due_until` (not included);
    `is_undated` keeps what has none. `whose` is answered for `reader_id`.
    """

    procedures: tuple[str, ...] | None = None
    category: str = ""
    step: str = ""
    whose: Whose | None = None
    reader_id: int = 0
    due_from: dt.datetime | None = None
    due_until: dt.datetime | None = None
    is_undated: bool = False

    @property
    def needs_looking(self) -> bool:
        """Whether the index of the queues does not carry what is asked for."""
        return bool(self.procedures is not None or self.category or self.step or self.whose)


EVERYTHING = Narrowing()


def inbox(
    queues: Collection[str],
    *,
    narrowing: Narrowing = EVERYTHING,
    after: Cursor | None = None,
    size: int = 25,
) -> InboxPage:
    """A page of what lies open in `queues`, taken or not.

    One query; two where something is asked for that the index does not carry: then at most
    MOST_LOOKED_AT items of each queue are looked at, and the page may be cut.
    """
    if narrowing.whose is Whose.MINE:
        return _mine(queues, narrowing, after, size)
    parameters = _parameters(queues, narrowing, after, size)
    sql = _NARROWED if narrowing.needs_looking else _INBOX
    rows = [InboxRow(*row) for row in read_rows(sql, parameters)]
    stopped = read_rows(_STOPPED, parameters) if narrowing.needs_looking else []
    stop = Cursor(*stopped[0]) if stopped else None
    if stop is not None:
        rows = [row for row in rows if row.place <= stop.place]
    return _page(rows, size, stop)


def _page(rows: Sequence[InboxRow], size: int, stop: Cursor | None = None) -> InboxPage:
    if len(rows) <= size:
        return InboxPage(tuple(rows), stop, is_cut=stop is not None)
    last = rows[size - 1]
    return InboxPage(tuple(rows[:size]), Cursor(last.due_at, last.item_id))


def _parameters(
    queues: Collection[str], narrowing: Narrowing, after: Cursor | None, size: int
) -> dict[str, Any]:
    due_at: Any = narrowing.due_from or _FIRST
    due_id, free_id = 0, _NEVER if narrowing.due_from or narrowing.due_until else 0
    if after is not None and after.due_at is None:
        due_at, free_id = _LAST, max(free_id, after.item_id)
    elif narrowing.is_undated:
        due_at = _LAST
    elif after is not None and (due_at == _FIRST or after.due_at >= due_at):
        due_at, due_id = after.due_at, after.item_id
    return {
        "queues": list(queues),
        "due_at": due_at,
        "due_id": due_id,
        "until": narrowing.due_until or _LAST,
        "free_id": free_id,
        "size": size + 1,
        "most": MOST_LOOKED_AT,
        "procedures": None if narrowing.procedures is None else list(narrowing.procedures),
        "category": narrowing.category,
        "step": narrowing.step,
        "held": {Whose.FREE: False, Whose.OTHERS: True}.get(narrowing.whose or Whose.MINE),
        "not_of": narrowing.reader_id if narrowing.whose is Whose.OTHERS else 0,
        "now": clock.now(),
    }


def _mine(
    queues: Collection[str], narrowing: Narrowing, after: Cursor | None, size: int
) -> InboxPage:
    """What the reader holds is little: it is read whole, by its own index."""
    rows = read_rows(_HELD, {"by": narrowing.reader_id, "size": MOST_HELD})
    found = [
        row
        for row in (InboxRow(*values) for values in rows)
        if row.queue in queues and _fits(row, narrowing)
    ]
    return _page([row for row in found if after is None or row.place > after.place], size)


def _fits(row: InboxRow, narrowing: Narrowing) -> bool:
    first, until = narrowing.due_from, narrowing.due_until
    return (
        (narrowing.procedures is None or row.procedure in narrowing.procedures)
        and narrowing.category in {"", row.category}
        and narrowing.step in {"", row.step}
        and not (narrowing.is_undated and row.due_at)
        and (first is None or (row.due_at is not None and row.due_at >= first))
        and (until is None or (row.due_at is not None and row.due_at < until))
    )


def held_items(user: User, size: int = MOST_HELD) -> tuple[InboxRow, ...]:
    """What the person has taken, most urgent first. One query."""
    return tuple(InboxRow(*row) for row in read_rows(_HELD, {"by": user.pk, "size": size}))
