"""What a write does to the timers of its case: parts of the statement that writes the case.

They stand behind a part called `moved`, which gives the id of the case, and use `%(case)s` and `%(at)s`.
"""

from typing import Any

from interior_portal.workflow.timing.timers import TimerChange

# Timers are dropped before others are set: counting `unset` runs it first.
_UNSET = """
, unset AS (
  UPDATE workflow_timer SET dropped_at = %(at)s
  WHERE case_id = %(case)s AND fired_at IS NULL AND dropped_at IS NULL
    AND ARRAY['*', kind, kind || ':' || about]::text[] && %(dropped)s::text[]
    AND (kind <> 'BREACH' OR fires_at > %(at)s)
  RETURNING id
)
"""
_ALARMS = """
, alarmed AS (
  INSERT INTO workflow_timer (case_id, kind, about, fires_at, set_at)
  SELECT moved.id, a.kind, a.about, a.fires_at, %(at)s
  FROM moved, unnest(%(alarm_kinds)s::text[], %(alarm_abouts)s::text[], %(alarm_moments)s::timestamptz[])
    AS a(kind, about, fires_at)
  WHERE (SELECT count(*) FROM unset) >= 0 AND NOT (a.kind = 'NEAR_BREACH' AND EXISTS (
    SELECT FROM workflow_timer f WHERE f.case_id = moved.id AND f.kind = a.kind
      AND f.about = a.about AND f.fired_at IS NOT NULL))
  ON CONFLICT (case_id, kind, about) WHERE fired_at IS NULL AND dropped_at IS NULL
  DO UPDATE SET fires_at = excluded.fires_at, set_at = excluded.set_at, attempts = 0,
    retry_at = NULL, gave_up_at = NULL, last_error = ''
)
"""
CHANGED = f"{_UNSET}{_ALARMS}"
BEGUN = f", unset AS (SELECT FROM moved WHERE false){_ALARMS}"


def parameters(change: TimerChange) -> dict[str, Any]:
    """The values of `CHANGED`; those of `BEGUN` are among them."""
    return {
        "dropped": tuple(f'"{name}"' for name in change.dropped),
        "alarm_kinds": tuple(alarm.kind for alarm in change.alarms),
        "alarm_abouts": tuple(f'"{alarm.about}"' for alarm in change.alarms),
        "alarm_moments": tuple(alarm.fires_at.isoformat() for alarm in change.alarms),
    }
