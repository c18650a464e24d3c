"""What is counted of the Authority's year, and the board that shows it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.tallies.boards import Better, Board, Figure, Way
from interior_portal.tallies.registry import Kind, Measure, Recount
from reports.models import Activity, Course
from reports.models.year.projects import Currency

DONE = "reports.recommendations_done"
COURSES = "reports.courses_held"
CERTIFICATES = "reports.certificates"
LECTURES = "reports.lectures"
REACHED = "reports.people_reached"
SPENT = "reports.project_spending"

OF_RECOMMENDATIONS = Recount(
    "recommendations",
    """
SELECT 'reports.recommendations_done' AS measure, (r.confirmed_at AT TIME ZONE %(zone)s)::date AS day,
  r.unit_id, '' AS category, 0 AS bucket, count(*) AS count, NULL::numeric AS amount
FROM reports_recommendation r WHERE r.confirmed_at >= %(since)s AND r.confirmed_at < %(until)s
GROUP BY 2, 3
""",
)
OF_TRAINING = Recount(
    "training",
    """
SELECT 'reports.courses_held' AS measure, (s.closed_at AT TIME ZONE %(zone)s)::date AS day,
  s.unit_id, c.code AS category, 0 AS bucket, count(*) AS count, NULL::numeric AS amount
FROM reports_coursesession s JOIN reports_course c ON c.id = s.course_id
WHERE s.state = 'HELD' AND s.closed_at >= %(since)s AND s.closed_at < %(until)s
GROUP BY 2, 3, 4
UNION ALL
SELECT 'reports.certificates', (e.certified_at AT TIME ZONE %(zone)s)::date, e.unit_id, c.code, 0,
  count(*), NULL::numeric
FROM reports_enrolment e JOIN reports_coursesession s ON s.id = e.session_id
JOIN reports_course c ON c.id = s.course_id
WHERE e.certified_at >= %(since)s AND e.certified_at < %(until)s
GROUP BY 2, 3, 4
""",
)
# An activity counts on the day on which it was held; one that is void was taken back on that day too.
OF_AWARENESS = Recount(
    "awareness",
    """
SELECT 'reports.lectures' AS measure, a.held_on AS day, a.unit_id, a.topic AS category, 0 AS bucket,
  count(*) AS count, NULL::numeric AS amount
FROM reports_activity a
WHERE a.voided_at IS NULL AND a.kind = 'LECTURE' AND a.held_on BETWEEN %(first)s AND %(last)s
GROUP BY 2, 3, 4
UNION ALL
SELECT 'reports.people_reached', a.held_on, a.unit_id, a.topic, 0, sum(a.women + a.men + a.children), NULL::numeric
FROM reports_activity a WHERE a.voided_at IS NULL AND a.held_on BETWEEN %(first)s AND %(last)s
GROUP BY 2, 3, 4
""",
)
OF_PROJECTS = Recount(
    "projects",
    """
SELECT 'reports.project_spending' AS measure, s.spent_on AS day, p.unit_id, s.currency AS category,
  0 AS bucket, count(*) AS count, sum(s.amount) AS amount
FROM reports_projectspending s JOIN reports_project p ON p.id = s.project_id
WHERE s.spent_on BETWEEN %(first)s AND %(last)s
GROUP BY 2, 3, 4
""",
)
MEASURES = (
    Measure(
        DONE,
        _("Recommendations done"),
        _("Recommendations and resolutions whose completion was confirmed, on that day."),
        OF_RECOMMENDATIONS,
    ),
    Measure(
        COURSES,
        _("Training courses held"),
        _("Courses that were held and closed, on the day of closing."),
        OF_TRAINING,
    ),
    Measure(
        CERTIFICATES,
        _("Certificates of training"),
        _("Certificates issued to staff who passed a course, on that day."),
        OF_TRAINING,
    ),
    Measure(
        LECTURES,
        _("Awareness lectures"),
        _("Lectures in schools, communes and public centres, on the day they were held."),
        OF_AWARENESS,
    ),
    Measure(
        REACHED,
        _("People reached by awareness"),
        _("Women, men and children who were at lectures and campaigns, on the day they were held."),
        OF_AWARENESS,
    ),
    Measure(
        SPENT,
        _("Money spent on projects"),
        _("What projects cost, on the day the money went out, apart by currency."),
        OF_PROJECTS,
        Kind.MONEY,
    ),
)


def categories() -> Mapping[str, str]:
    """Topics of awareness, currencies, and the courses of the catalogue; one statement."""
    named = {choice.value: str(choice.label) for choice in (*Activity.Topic, *Currency)}
    return named | {course.code: course.title for course in Course.objects.all()}


def _figure(measure: Measure) -> Figure:
    """Each measure is a figure of its own; of money nobody says which way is better."""
    is_money = measure.kind is Kind.MONEY
    return Figure(
        measure.code,
        measure.label,
        measure.definition,
        Way.MONEY if is_money else Way.COUNT,
        measure.code,
        better=Better.NEITHER if is_money else Better.MORE,
    )


BOARD = Board(
    code="year",
    label=_("The Authority's year"),
    permission=YEAR_VIEW,
    figures=tuple(_figure(measure) for measure in MEASURES),
    categories=categories,
    order=70,
)
