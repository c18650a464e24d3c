"""Two kinds to begin with: the entry visa, and the residents' travel visa with its categories."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from interior_portal.accounts.models import Unit
from interior_portal.payments.models import Fee
from visas.models import Category, KindPromise, Question, RefusalGround, RequiredDocument, VisaKind
from visas.procedures import ENTRY_VISA, TRAVEL_VISA, WORKING_DAY

SINCE = dt.date(2026, 1, 1)
OFFICE = "visas-qamishlo"


class Named(NamedTuple):
    """A code and its name in Arabic, Kurmanji and English."""

    code: str
    ar: str
    kmr: str
    en: str

    @property
    def names(self) -> dict[str, str]:
        return {"name_ar": self.ar, "name_kmr": self.kmr, "name_en": self.en}


ENTRY = Named("entry", "تأشيرة دخول", "Vîzeya ketinê", "Entry visa")
TRAVEL = Named(
    "travel",
    "تأشيرة سفر للمقيمين عبر معبر",
    "Vîzeya rêwîtiyê ya niştecihan bi rêya dergehekî",
    "Residents' travel visa through a crossing",
)
CATEGORIES = (
    (1, Named("patient", "مريض", "Nexweş", "Patient")),
    (
        2,
        Named(
            "interview", "مقابلة في قنصلية", "Hevdîtin li konsolxaneyê", "Interview at a consulate"
        ),
    ),
    (2, Named("exam", "امتحان", "Ezmûn", "Examination")),
    (3, Named("bride", "عروس", "Bûk", "Bride")),
    (3, Named("study", "دراسة", "Xwendin", "Study")),
    (4, Named("family", "زيارة عائلية", "Serdana malbatî", "Family visit")),
    (4, Named("work", "عمل", "Kar", "Work")),
    (5, Named("merchant", "تاجر", "Bazirgan", "Merchant")),
    (5, Named("final", "مغادرة نهائية", "Çûna dawî", "Final departure")),
)
ENTRY_DOCUMENTS = (
    Named(
        "passport",
        "صورة صفحة البيانات في جواز السفر",
        "Wêneya rûpela agahiyan a pasaportê",
        "The data page of the passport",
    ),
)
TRAVEL_DOCUMENTS = (
    Named(
        "identity",
        "صورة الوثيقة الشخصية من الوجهين",
        "Wêneya nasnameyê ji her du aliyan",
        "Both sides of the identity document",
    ),
)
CATEGORY_DOCUMENTS = {
    "patient": Named(
        "medical-report",
        "تقرير طبي وموعد المشفى",
        "Rapora bijîşkî û jivana nexweşxaneyê",
        "Medical report and the hospital's appointment",
    ),
    "interview": Named(
        "appointment", "موعد القنصلية", "Jivana konsolxaneyê", "The consulate's appointment"
    ),
    "exam": Named("exam-card", "بطاقة الامتحان", "Karta ezmûnê", "Examination card"),
    "merchant": Named("trade-register", "السجل التجاري", "Tomara bazirganiyê", "Trade register"),
}
ENTRY_QUESTIONS = (
    (
        "refused-before",
        "هل رُفض لك طلب تأشيرة من قبل؟",
        "Berê daxwaza we ya vîzeyê hatiye redkirin?",
        "Have you been refused a visa before?",
    ),
    (
        "convicted",
        "هل صدر بحقك حكم جزائي؟",
        "Biryareke cezayî li ser we heye?",
        "Have you been convicted of a crime?",
    ),
    (
        "illness",
        "هل لديك مرض مُعدٍ معروف؟",
        "Nexweşiyeke we ya vegirtinê ya naskirî heye?",
        "Do you have a known infectious disease?",
    ),
)
TRAVEL_QUESTIONS = (
    (
        "returns",
        "هل تعود إلى مكان إقامتك بعد السفر؟",
        "Piştî rêwîtiyê hûn vedigerin cihê rûniştina xwe?",
        "Do you return to where you live after the journey?",
    ),
)
GROUNDS = (
    ("2-1", Named("false-papers", "الوثائق المقدّمة غير صحيحة.", "Belgeyên hatine dayîn ne rast in.", "The documents are not genuine.")),
    ("2-2", Named("passport", "جواز السفر لا يستوفي الشروط.", "Pasaport mercan bi cih nayne.", "The passport does not meet the conditions.")),
    ("2-3", Named("purpose", "الغاية من الزيارة غير مثبتة.", "Armanca serdanê nehatiye îspatkirin.", "The purpose of the visit is not proven.")),
    ("2-4", Named("host", "لم يؤكد المضيف الزيارة.", "Mêvandar serdan piştrast nekiriye.", "The host has not confirmed the visit.")),
)  # fmt: skip
ENTRY_SUMMARY = {
    "summary_ar": "لمن يأتي إلى مقاطعة الجزيرة لزيارة أو عمل أو تغطية صحفية أو عمل إغاثي.",
    "summary_kmr": "Ji bo kesên ku ji bo serdan, kar, rojnamevanî an alîkariyê tên Kantona Cizîrê.",
    "summary_en": "For people who come to the Jazira canton to visit, work, report or bring aid.",
}
TRAVEL_SUMMARY = {
    "summary_ar": "للمقيمين الذين يسافرون إلى إقليم كردستان عبر معبر ثم يعودون: علاج أو مقابلة أو امتحان أو زيارة أو تجارة.",
    "summary_kmr": "Ji bo niştecihên ku bi rêya dergehekî diçin Herêma Kurdistanê û vedigerin: derman, hevdîtin, ezmûn, serdan an bazirganî.",
    "summary_en": "For residents who cross to the Kurdistan Region and return: treatment, interview, examination, visit or trade.",
}


def load() -> None:
    """Make what is not there yet."""
    if not VisaKind.objects.filter(code=ENTRY.code).exists():
        _entry()
    if not VisaKind.objects.filter(code=TRAVEL.code).exists():
        _travel()
    for article, ground in GROUNDS:
        RefusalGround.objects.get_or_create(
            code=ground.code, defaults={"article": f"§ {article}", **ground.names}
        )


def _entry() -> None:
    kind = VisaKind.objects.create(
        code=ENTRY.code,
        audience=VisaKind.Audience.VISITOR,
        office=Unit.objects.get(code=OFFICE),
        procedure=ENTRY_VISA.code,
        fee_code="visa-entry",
        validity_days=90,
        stay_days=30,
        entries=1,
        asks_host=True,
        position=1,
        **ENTRY_SUMMARY,
        **ENTRY.names,
    )
    _complete(kind, fee=Decimal(30), days=3, documents=ENTRY_DOCUMENTS)
    for place, (code, ar, kmr, en) in enumerate(ENTRY_QUESTIONS):
        _question(kind, code, (ar, kmr, en), place)


def _travel() -> None:
    kind = VisaKind.objects.create(
        code=TRAVEL.code,
        audience=VisaKind.Audience.RESIDENT,
        office=Unit.objects.get(code=OFFICE),
        procedure=TRAVEL_VISA.code,
        fee_code="visa-travel",
        validity_days=30,
        stay_days=30,
        entries=1,
        asks_passport=False,
        position=2,
        **TRAVEL_SUMMARY,
        **TRAVEL.names,
    )
    _complete(kind, fee=Decimal(5), days=10, documents=TRAVEL_DOCUMENTS)
    for priority, named in CATEGORIES:
        category = Category.objects.create(
            kind=kind, code=named.code, priority=priority, **named.names
        )
        if named.code in CATEGORY_DOCUMENTS:
            _document(kind, CATEGORY_DOCUMENTS[named.code], category=category)
    for place, (code, ar, kmr, en) in enumerate(TRAVEL_QUESTIONS):
        _question(kind, code, (ar, kmr, en), place)


def _complete(kind: VisaKind, *, fee: Decimal, days: int, documents: tuple[Named, ...]) -> None:
    names = {"name_ar": kind.name_ar, "name_kmr": kind.name_kmr, "name_en": kind.name_en}
    Fee.objects.get_or_create(
        code=kind.fee_code, currency_id="USD", since=SINCE, defaults={"amount": fee, **names}
    )
    KindPromise.objects.create(kind=kind, minutes=days * WORKING_DAY, since=SINCE)
    for named in documents:
        _document(kind, named)


def _document(kind: VisaKind, named: Named, category: Category | None = None) -> None:
    RequiredDocument.objects.create(
        kind=kind, category=category, code=named.code, since=SINCE, **named.names
    )


def _question(kind: VisaKind, code: str, texts: tuple[str, str, str], place: int) -> None:
    ar, kmr, en = texts
    Question.objects.create(
        kind=kind,
        code=code,
        answer=Question.Answer.YES_NO,
        text_ar=ar,
        text_kmr=kmr,
        text_en=en,
        position=place,
        since=SINCE,
    )
