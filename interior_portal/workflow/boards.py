"""The figures of the cases of every directorate, as heads read them, from what the engine counts."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.boards import Better, Figure, Way
from interior_portal.workflow import counting


def of_directorate(code: str) -> tuple[Figure, ...]:
    """Volumes, promises and routine of its cases; `code` is the directorate's."""
    return (*_volumes(code), *_promises(code), *_routine(code))


def _volumes(code: str) -> tuple[Figure, ...]:
    """What came, what was answered, what is left."""
    begun = f"{code}.{counting.BEGUN}"
    handled = f"{code}.{counting.HANDLED}"
    return (
        Figure(
            f"{code}.received",
            _("Cases received"),
            _("Cases whose promised time began to run."),
            Way.COUNT,
            begun,
        ),
        Figure(
            f"{code}.answered",
            _("Cases answered"),
            _("Cases that came to an end, with whatever answer."),
            Way.COUNT,
            handled,
            better=Better.MORE,
        ),
        Figure(
            f"{code}.open",
            _("Cases open at the end"),
            _("Cases whose promised time had begun and that were not answered by the last day."),
            Way.OPEN,
            begun,
            # As many as were handled, without their spread: it is read from the beginning of all records.
            f"{code}.{counting.STEPS}",
            Better.LESS,
        ),
        Figure(
            f"{code}.open_age",
            _("Usual age of what is open"),
            _("Half of the cases that were open at the end had been open for no longer than this."),
            Way.AGE,
            f"{code}.{counting.OPEN_AGE}",
            better=Better.LESS,
        ),
    )


def _promises(code: str) -> tuple[Figure, ...]:
    """Whether promises are kept, and how long people wait."""
    handled = f"{code}.{counting.HANDLED}"
    kept = f"{code}.{counting.KEPT}"
    return (
        Figure(
            f"{code}.on_time",
            _("Answered on time"),
            _("Of the answered cases, the share answered by the moment they were promised for."),
            Way.SHARE,
            kept,
            handled,
            Better.MORE,
        ),
        Figure(
            f"{code}.median_time",
            _("Usual time until the answer"),
            _("Half of the answered cases took no longer than this, pauses included."),
            Way.MEDIAN,
            handled,
            better=Better.LESS,
        ),
        Figure(
            f"{code}.longest_time",
            _("Time within which 95 of 100 were answered"),
            _("Of 100 answered cases 95 took no longer than this, pauses included."),
            Way.P95,
            handled,
            better=Better.LESS,
        ),
    )


def _routine(code: str) -> tuple[Figure, ...]:
    """What a case costs those who go through it and those who work on it."""
    begun = f"{code}.{counting.BEGUN}"
    handled = f"{code}.{counting.HANDLED}"
    return (
        Figure(
            f"{code}.steps_per_case",
            _("Steps of a case"),
            _("Entries in the ledger of an answered case, on average."),
            Way.MEAN,
            f"{code}.{counting.STEPS}",
            better=Better.LESS,
        ),
        Figure(
            f"{code}.visits",
            _("Cases with a visit to a counter"),
            _("Of the answered cases, the share for which somebody had come to a counter."),
            Way.SHARE,
            f"{code}.{counting.AT_COUNTER}",
            handled,
            Better.LESS,
        ),
        Figure(
            f"{code}.questions_per_case",
            _("Questions to other directorates for each case"),
            _("Questions put to other directorates, for each case received."),
            Way.MEAN,
            f"{code}.{counting.ASKED}",
            begun,
            Better.LESS,
        ),
        Figure(
            f"{code}.known_at_once",
            _("Questions answered at once"),
            _("Of the questions to other directorates, the share that the machine answered."),
            Way.SHARE,
            f"{code}.{counting.ANSWERED_AT_ONCE}",
            f"{code}.{counting.ASKED}",
            Better.MORE,
        ),
    )
