"""Two meetings of the demonstration: the annual one about 2025, held and concluded; a conference being prepared."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.utils import timezone

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from reports.actions.meetings import calling, concluding, counting, electing, hall, moving, voting
from reports.demo.year.catalogue import ASKED, Asked
from reports.models import Meeting, Motion, Recommendation, Seat
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business

NAMESPACE = uuid.UUID("6c0e7b0a-6d3e-4d6e-9a0b-2f6f4a1f2025")
FIRST_DAY = dt.date(2026, 1, 4)
SEATED = (
    "chair",
    "co_chair",
    "head",
    "vehicle_head",
    "officer",
    "vehicle_officer",
    "other_officer",
)
DELEGATES = (
    ("هيفين صالح محمد", "+963990000301"),
    ("Rêzan Ebdo Silêman", "+963990000302"),
    ("عبد الكريم فرحان الشمري", "+963990000303"),
    ("Sosin Mihemed Elî", "+963990000304"),
    ("جورجيت يعقوب ملكي", "+963990000305"),
    ("Baran Xelîl Hesen", "+963990000306"),
    ("ميساء خلف الحسين", "+963990000307"),
    ("Zozan Remedan Îsa", "+963990000308"),
)
BYLAWS = (
    "المادة 1: تجتمع الهيئة مرة في السنة.\nالمادة 2: يُعرض التقرير السنوي بالعربية والكردية.",
    "Made 1: Deste salê carekê dicive.\nMade 2: Rapora salane bi erebî û kurdî tê pêşkêşkirin.",
)
AMENDED = (
    "المادة 1: تجتمع الهيئة مرتين في السنة.\nالمادة 2: يُعرض التقرير السنوي بالعربية والكردية.",
    "Made 1: Deste salê du caran dicive.\nMade 2: Rapora salane bi erebî û kurdî tê pêşkêşkirin.",
)
CLOSING = (
    "ويشكر الاجتماع جميع من شارك في أعماله.",
    "Civîn spasiya hemû kesên ku beşdarî karên wê bûne dike.",
)


def load() -> None:
    """The meetings that are not there yet, told by the actions that people use."""
    people = cast.create()
    units = {unit.code: unit for unit in Unit.objects.all()}
    if not Meeting.objects.filter(key=_key("annual")).exists():
        _Annual(people, units["authority"]).tell()
    if not Meeting.objects.filter(key=_key("conference")).exists():
        _prepare_conference(people, units["general-command"])


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def _delegates() -> list[User]:
    phones = [phone for _name, phone in DELEGATES]
    known = {str(user.phone): user for user in User.objects.filter(phone__in=phones)}
    return [
        known.get(phone) or User.objects.create_user(phone=phone, is_phone_verified=True, name=name)
        for name, phone in DELEGATES
    ]


def _titles(ar: str, kmr: str, en: str = "") -> dict[str, str]:
    return {"title_ar": ar, "title_kmr": kmr, "title_en": en}


def _seat(meeting: Meeting, people: Mapping[str, User], by: User) -> list[Seat]:
    holders = [*(people[code] for code in SEATED), *_delegates()]
    return [hall.add_seat(meeting=meeting, holder=each, speaks_for="", by=by) for each in holders]


class _Annual:
    """The annual meeting about 2025: one morning and one afternoon, minute by minute."""

    def __init__(self, people: Mapping[str, User], unit: Unit) -> None:
        self.people, self.unit = people, unit
        self.by, self.chair = people["secretary"], people["chair"]
        start = dt.datetime.combine(FIRST_DAY, dt.time(9))
        self.now = timezone.make_aware(start)

    def tell(self) -> None:
        with clock.told(self.now - dt.timedelta(days=3)):
            self._plan()
        self._step(self._open)
        self._step(self._elect)
        self._step(self._settle_bylaws)
        for place, asked in enumerate(ASKED):
            self._step(partial(self._recommend, place, asked))
        self._step(lambda: calling.close(meeting=self.meeting, by=self.by))
        self._step(self._conclude)

    def _step(self, act: Callable[[], object]) -> None:
        """What happens next, a quarter of an hour later."""
        self.now += dt.timedelta(minutes=15)
        with clock.told(self.now):
            act()

    def _plan(self) -> None:
        facts = {
            **_titles(
                "الاجتماع السنوي لهيئة الداخلية لعام 2025",
                "Civîna salane ya Desteya Hundirîn a sala 2025an",
                "Annual meeting of the Interior Authority about 2025",
            ),
            "kind": Meeting.Kind.ANNUAL,
            "year": 2025,
            "place": "القامشلي · Qamişlo",
            "starts_on": FIRST_DAY,
            "ends_on": FIRST_DAY,
            "has_casting_vote": True,
        }
        majorities = {"BYLAWS": "TWO_THIRDS"}
        self.meeting = calling.plan(
            unit=self.unit, facts=facts, majorities=majorities, by=self.by, key=_key("annual")
        )
        self.seats = _seat(self.meeting, self.people, self.by)
        titles = (
            ("انتخاب ديوان الاجتماع", "Hilbijartina dîwana civînê", "Election of the panel"),
            ("النظام الداخلي", "Pêrewa navxweyî", "Bylaws"),
            ("توصيات عام 2026", "Pêşniyarên sala 2026an", "Recommendations for 2026"),
        )
        self.items = [
            calling.add_item(meeting=self.meeting, titles=_titles(*each), by=self.by)
            for each in titles
        ]
        calling.call(meeting=self.meeting, by=self.by)

    def _open(self) -> None:
        for seat in self.seats[:-1]:
            hall.arrive(seat=seat, by=self.by)
        calling.open_meeting(meeting=self.meeting, by=self.by)

    def _elect(self) -> None:
        """Two co-chairs at the first round."""
        item = self.items[0]
        calling.begin_item(item=item, by=self.by)
        facts = {**_titles(item.title_ar, item.title_kmr, item.title_en), "places": 2, "item": item}
        election = electing.plan_election(
            meeting=self.meeting, facts=facts, by=self.by, key=_key("panel")
        )
        for code in ("chair", "co_chair", "head"):
            electing.nominate(election=election, user=self.people[code], by=self.by)
        vote = voting.open_round(election=election, by=self.by)
        first, second, third = (row.pk for row in business.candidates(election))
        for place, seat in enumerate(self.seats[:-1]):
            marks = [first, third] if place % 4 == 0 else [first, second]
            voting.cast(vote=vote, by=seat.holder, marks=marks)
        counting.end_vote(vote=vote, by=self.by)
        counting.confirm_vote(vote=vote, by=self.chair)

    def _settle_bylaws(self) -> None:
        """An amendment is adopted first, in an open vote; the whole then in a secret one."""
        calling.begin_item(item=self.items[1], by=self.by)
        titles = _titles(
            "النظام الداخلي للهيئة", "Pêrewa navxweyî ya Desteyê", "Bylaws of the Authority"
        )
        bylaws = self._move("bylaws", titles, BYLAWS, kind="BYLAWS", item=self.items[1])
        titles = _titles("اجتماعان في السنة", "Salê du civîn", "Two meetings a year")
        facts = {"kind": "BYLAWS", "item": self.items[1], "amends": bylaws}
        amendment = self._move("amendment", titles, AMENDED, **facts)
        self._vote(amendment, against=2, abstained=1)
        self._vote(bylaws, against=1, abstained=2, is_secret=True)

    def _recommend(self, place: int, asked: Asked) -> None:
        """One of the nine; the year knows it already, by its number."""
        if place == 0:
            calling.begin_item(item=self.items[2], by=self.by)
        number = asked.number
        titles = _titles(f"التوصية {number}", f"Pêşniyara {number}", f"Recommendation {number}")
        motion = self._move(
            f"recommendation-{number}",
            titles,
            (asked.ar, asked.kmr),
            kind="RECOMMENDATION",
            item=self.items[2],
        )
        self._vote(motion, against=place % 3, abstained=place % 2)
        rows = Recommendation.objects.filter(
            meeting_year=2025, year=2026, number=number, motion=None
        )
        Motion.objects.filter(pk=motion.pk).update(recommendation=rows.first())

    def _move(
        self, name: str, titles: Mapping[str, str], text: Sequence[str], **facts: object
    ) -> Motion:
        seats = {"mover": self.seats[2], "seconder": self.seats[7]}
        return moving.move(
            meeting=self.meeting,
            facts={**titles, **seats, **facts},
            text={"text_ar": text[0], "text_kmr": text[1]},
            by=self.by,
            key=_key(name),
        )

    def _vote(
        self, motion: Motion, *, against: int, abstained: int, is_secret: bool = False
    ) -> None:
        vote = voting.open_vote(motion=motion, is_secret=is_secret, by=self.by)
        others = [Choice.NO] * against + [Choice.ABSTAIN] * abstained
        here = self.seats[:-1]
        for place, seat in enumerate(here):
            choice = others[place - 8] if 0 <= place - 8 < len(others) else Choice.YES
            voting.cast(vote=vote, by=seat.holder, choice=choice)
        counting.end_vote(vote=vote, by=self.by)
        counting.confirm_vote(vote=vote, by=self.chair)

    def _conclude(self) -> None:
        draft = concluding.draft_statement(meeting=self.meeting, by=self.by)
        text = {
            "text_ar": f"{draft.text_ar}\n\n{CLOSING[0]}",
            "text_kmr": f"{draft.text_kmr}\n\n{CLOSING[1]}",
        }
        edited = concluding.edit_statement(
            meeting=self.meeting, text=text, version=draft.version, by=self.by
        )
        concluding.approve_statement(meeting=self.meeting, version=edited.version, by=self.chair)


def _prepare_conference(people: Mapping[str, User], unit: Unit) -> None:
    """Its seats, its agenda and a first motion are there; it is not called yet."""
    by, first = people["secretary"], clock.today() + dt.timedelta(days=20)
    facts = {
        **_titles(
            "مؤتمر قوى الأمن الداخلي",
            "Konferansa Hêzên Ewlehiya Hundirîn",
            "Conference of the Internal Security Forces",
        ),
        "kind": Meeting.Kind.CONFERENCE,
        "year": first.year,
        "place": "الحسكة · Hesekê",
        "starts_on": first,
        "ends_on": first + dt.timedelta(days=1),
        "quorum_numerator": 2,
        "quorum_denominator": 3,
        "quorum_is_more": False,
    }
    meeting = calling.plan(
        unit=unit, facts=facts, majorities={"BYLAWS": "TWO_THIRDS"}, by=by, key=_key("conference")
    )
    seats = _seat(meeting, people, by)
    items = [
        calling.add_item(meeting=meeting, titles=_titles(*each), by=by)
        for each in (
            ("تقرير القيادة العامة", "Rapora Fermandariya Giştî", "Report of the General Command"),
            ("مناقشة المقترحات", "Gotûbêja pêşniyazan", "Proposals"),
            ("البيان الختامي", "Daxuyaniya dawî", "Final statement"),
        )
    ]
    moving.move(
        meeting=meeting,
        facts={
            **_titles("تدريب أساسي موحّد", "Perwerdeya bingehîn a yekgirtî", "One basic training"),
            "kind": "PROPOSAL",
            "item": items[1],
            "mover": seats[2],
            "seconder": seats[3],
        },
        text={
            "text_ar": "يُعتمد منهاج واحد للتدريب الأساسي في جميع المراكز.",
            "text_kmr": "Ji bo perwerdeya bingehîn li hemû navendan bernameyek yekgirtî tê pejirandin.",
        },
        by=by,
        key=_key("training"),
    )
