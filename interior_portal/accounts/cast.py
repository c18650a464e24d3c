"""The people and units of the demonstration: invented, and the same in the tests.

Names of units are data; these are the real directorates, with people who do not exist.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Posting, Unit, User

SINCE: Final = dt.date(2026, 1, 1)
Kind = Unit.Kind
Language = User.Language


@dataclass(frozen=True, slots=True)
class PlayedUnit:
    code: str
    parent: str
    kind: Unit.Kind
    ar: str
    kmr: str
    en: str


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the cast; `post` is (unit, role) for staff."""

    code: str
    part: str | Promise
    arabic: str
    latin: str
    language: User.Language
    email: str = ""
    phone: str = ""
    post: tuple[str, str] | None = None
    is_superuser: bool = False

    @property
    def name(self) -> str:
        """As the person writes it: Arabic or Latin letters."""
        return self.arabic if self.language is Language.ARABIC else self.latin


UNITS: Final = (
    PlayedUnit(
        "authority", "", Kind.AUTHORITY, "هيئة الداخلية", "Desteya Hundirîn", "Interior Authority"
    ),
    PlayedUnit(
        "general-command",
        "authority",
        Kind.DIRECTORATE,
        "القيادة العامة لقوى الأمن الداخلي",
        "Fermandariya Giştî ya Hêzên Ewlehiya Hundirîn",
        "General Command of the Internal Security Forces",
    ),
    PlayedUnit(
        "visas",
        "authority",
        Kind.DIRECTORATE,
        "مديرية التأشيرات",
        "Midûriyeta Vîzeyan",
        "Visa Directorate",
    ),
    PlayedUnit(
        "traffic",
        "authority",
        Kind.DIRECTORATE,
        "مديرية المرور",
        "Midûriyeta Trafîkê",
        "Traffic Directorate",
    ),
    PlayedUnit(
        "transport",
        "authority",
        Kind.DIRECTORATE,
        "مديرية المواصلات والساحات",
        "Midûriyeta Veguhestinê û Qadan",
        "Transport and Yards Directorate",
    ),
    PlayedUnit(
        "crossings",
        "authority",
        Kind.DIRECTORATE,
        "مديرية أمن المعابر",
        "Midûriyeta Ewlehiya Dergehan",
        "Crossings Security Directorate",
    ),
    PlayedUnit(
        "visas-qamishlo",
        "visas",
        Kind.CENTRE,
        "مركز التأشيرات في القامشلي",
        "Navenda Vîzeyan a Qamişlo",
        "Visa centre of Qamishlo",
    ),
    PlayedUnit(
        "visas-qamishlo-desk",
        "visas-qamishlo",
        Kind.DESK,
        "ديوان مركز التأشيرات في القامشلي",
        "Dîwana Navenda Vîzeyan a Qamişlo",
        "Desk of the visa centre of Qamishlo",
    ),
    PlayedUnit(
        "transport-qamishlo",
        "transport",
        Kind.CENTRE,
        "مكتب المواصلات في القامشلي",
        "Nivîsgeha Veguhestinê ya Qamişlo",
        "Transport office of Qamishlo",
    ),
    PlayedUnit(
        "semalka", "crossings", Kind.POST, "معبر سيمالكا", "Dergehê Sêmalka", "Semalka crossing"
    ),
    PlayedUnit(
        "el-welid", "crossings", Kind.POST, "معبر الوليد", "Dergehê El-Welîd", "Al-Walid crossing"
    ),
)

PLAYERS: Final = (
    Player(
        "traveller",
        _("Traveller"),
        "ليلى حسن المطر",
        "Layla Hasan al-Matar",
        Language.ARABIC,
        email="layla@traveller.example",
    ),
    Player(
        "rival",
        _("Another traveller"),
        "سامر نبيل حداد",
        "Samer Nabil Haddad",
        Language.ENGLISH,
        email="samer@traveller.example",
    ),
    Player(
        "host",
        _("Host in the canton"),
        "دلوفان شيخموس بوزان",
        "Dilovan Şêxmûs Bozan",
        Language.KURMANJI,
        phone="+963990000101",
    ),
    Player(
        "cashier",
        _("Cashier"),
        "بيريفان خليل أوسي",
        "Bêrîvan Xelîl Osê",
        Language.KURMANJI,
        email="cashier@interior.example",
        post=("visas-qamishlo-desk", "CASHIER"),
    ),
    Player(
        "cash_supervisor",
        _("Supervisor of the cash desks"),
        "سلمى عيسى الجاسم",
        "Salma Isa al-Jasem",
        Language.ARABIC,
        email="cash.supervisor@interior.example",
        post=("visas-qamishlo", "CASH_SUPERVISOR"),
    ),
    Player(
        "officer",
        _("Visa officer"),
        "روجدا مصطفى عثمان",
        "Rojda Mistefa Osman",
        Language.KURMANJI,
        email="officer@interior.example",
        post=("visas-qamishlo", "VISA_OFFICER"),
    ),
    Player(
        "second_officer",
        _("Second visa officer"),
        "خالد محمود العلي",
        "Khaled Mahmoud al-Ali",
        Language.ARABIC,
        email="second.officer@interior.example",
        post=("visas-qamishlo", "VISA_OFFICER"),
    ),
    Player(
        "head",
        _("Head of the Visa Directorate"),
        "كلستان درويش علي",
        "Gulistan Derwêş Elî",
        Language.KURMANJI,
        email="head@interior.example",
        post=("visas", "VISA_HEAD"),
    ),
    Player(
        "auditor",
        _("Auditor"),
        "إلياس كبرو كورية",
        "Elias Gabro Gawriye",
        Language.ENGLISH,
        email="auditor@interior.example",
        post=("authority", "AUDITOR"),
    ),
    Player(
        "other_officer",
        _("Officer of another directorate"),
        "فواز سليمان العبد",
        "Fawaz Sulayman al-Abd",
        Language.ARABIC,
        email="traffic@interior.example",
        post=("traffic", "OFFICER"),
    ),
    Player(
        "clerk",
        _("Counter clerk"),
        "نور حسن إبراهيم",
        "Nûr Hesen Îbrahîm",
        Language.KURMANJI,
        email="clerk@interior.example",
        post=("visas-qamishlo", "VISA_CLERK"),
    ),
    Player(
        "owner",
        _("Owner of a vehicle"),
        "آزاد رشيد خليل",
        "Azad Reşîd Xelîl",
        Language.KURMANJI,
        phone="+963990000201",
    ),
    Player(
        "buyer",
        _("Buyer of a vehicle"),
        "مريم جورج حنا",
        "Maryam George Hanna",
        Language.ARABIC,
        phone="+963990000202",
    ),
    Player(
        "vehicle_clerk",
        _("Vehicle counter clerk"),
        "جوان حمو شيخو",
        "Ciwan Hemo Şêxo",
        Language.KURMANJI,
        email="vehicle.clerk@interior.example",
        post=("transport-qamishlo", "VEHICLE_CLERK"),
    ),
    Player(
        "vehicle_officer",
        _("Vehicle officer"),
        "هدى عبد الله الحمد",
        "Huda Abdullah al-Hamad",
        Language.ARABIC,
        email="vehicle.officer@interior.example",
        post=("transport-qamishlo", "VEHICLE_OFFICER"),
    ),
    Player(
        "vehicle_head",
        _("Head of the Transport and Yards Directorate"),
        "سيروان أحمد تمو",
        "Sîrwan Ehmed Temo",
        Language.KURMANJI,
        email="vehicle.head@interior.example",
        post=("transport", "VEHICLE_HEAD"),
    ),
    Player(
        "traffic_answers",
        _("Answers questions about vehicles, Traffic"),
        "رامي فؤاد صليبا",
        "Rami Fouad Saliba",
        Language.ARABIC,
        email="traffic.answers@interior.example",
        post=("traffic", "VEHICLE_ANSWERS"),
    ),
    Player(
        "crossings_answers",
        _("Answers questions about vehicles, Crossings"),
        "شيرين عكيد محمود",
        "Şêrîn Egîd Mehmûd",
        Language.KURMANJI,
        email="crossings.answers@interior.example",
        post=("crossings", "VEHICLE_ANSWERS"),
    ),
    Player(
        "chair",
        _("Co-chair of the Authority"),
        "نسرين حسين كالو",
        "Nesrîn Huseyn Kalo",
        Language.KURMANJI,
        email="chair@interior.example",
        post=("authority", "AUTHORITY_CHAIR"),
    ),
    Player(
        "co_chair",
        _("The other co-chair of the Authority"),
        "عدنان يوسف الأحمد",
        "Adnan Yousef al-Ahmad",
        Language.ARABIC,
        email="co.chair@interior.example",
        post=("authority", "AUTHORITY_CHAIR"),
    ),
    Player(
        "secretary",
        _("Secretary of the Authority"),
        "لوليا سعيد إبراهيم",
        "Lolya Seîd Îbrahîm",
        Language.KURMANJI,
        email="secretary@interior.example",
        post=("authority", "AUTHORITY_SECRETARY"),
    ),
    Player(
        "administrator",
        _("Administrator"),
        "جميل رمو حسو",
        "Cemîl Remo Heso",
        Language.KURMANJI,
        email="administrator@interior.example",
        post=("authority", "ADMINISTRATOR"),
        is_superuser=True,
    ),
)


@transaction.atomic
def create() -> Mapping[str, User]:
    """Make the units, people and postings that are not there yet; the people by their code."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    for played in UNITS:
        if played.code not in units:
            units[played.code] = _new_unit(played, units.get(played.parent))
    known = {user.email or user.phone: user for user in User.objects.filter(_reached())}
    users = {
        player.code: known.get(player.email or player.phone) or _new_user(player)
        for player in PLAYERS
    }
    _post(users, units)
    return users


def _reached() -> Q:
    """Whoever is reached as one of the players."""
    emails = [player.email for player in PLAYERS if player.email]
    return Q(email__in=emails) | Q(phone__in=[p.phone for p in PLAYERS if not p.email])


def find_player(code: str) -> Player | None:
    return next((player for player in PLAYERS if player.code == code), None)


def find_user(player: Player) -> User | None:
    """The account of a player, when the cast was made."""
    reached = {"email": player.email} if player.email else {"phone": player.phone}
    return User.objects.filter(**reached).first()


def _new_unit(played: PlayedUnit, parent: Unit | None) -> Unit:
    names = {"name_ar": played.ar, "name_kmr": played.kmr, "name_en": played.en}
    return Unit.objects.create(code=played.code, kind=played.kind, parent=parent, **names)


def _new_user(player: Player) -> User:
    return User.objects.create_user(
        email=player.email or None,
        phone=player.phone or None,
        is_phone_verified=bool(player.phone),
        name=player.name,
        language=player.language,
        is_staff=player.post is not None,
        is_superuser=player.is_superuser,
    )


def _post(users: Mapping[str, User], units: Mapping[str, Unit]) -> None:
    """The postings that are not there yet."""
    there = set(Posting.objects.filter(user__in=users.values()).values_list("user", "unit", "role"))
    wanted = [
        Posting(
            user=users[player.code],
            unit=units[player.post[0]],
            role=player.post[1],
            starts_on=SINCE,
        )
        for player in PLAYERS
        if player.post is not None
    ]
    Posting.objects.bulk_create(
        row for row in wanted if (row.user_id, row.unit_id, row.role) not in there
    )
