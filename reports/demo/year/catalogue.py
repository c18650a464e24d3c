"""The nine recommendations of the meeting of 2025, in the order of its final statement."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """`story`: what was done on which day: "note" with a text, "file", "done", "confirm"."""

    number: int
    unit: str
    due_on: dt.date
    ar: str
    kmr: str
    en: str
    others: tuple[str, ...] = ()
    story: tuple[tuple[str, dt.date, str], ...] = field(default=())


def _day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


ASKED = (
    Asked(
        1,
        "general-command",
        _day(12, 31),
        "رفع جاهزية قوى الأمن الداخلي خلال سنة 2026.",
        "Amadebaşiya Hêzên Ewlehiya Hundirîn di sala 2026an de bê bilindkirin.",
        "Raise the readiness of the Internal Security Forces during 2026.",
        story=(("note", _day(3, 2), "حُدِّدت مؤشرات الجاهزية، ويجري قياسها كل شهر."),),
    ),
    Asked(
        2,
        "general-command",
        _day(11, 30),
        "تكثيف مكافحة المخدرات، وإلقاء محاضرات توعية في المدارس والكومينات.",
        "Têkoşîna li dijî madeyên hişbir bê xurtkirin, û semînerên hişyarkirinê li dibistan û komînan bêne dayîn.",
        "Step up the work against drugs, with awareness lectures in schools and communes.",
        ("traffic",),
        (
            ("note", _day(4, 20), "انطلقت المحاضرات في مدارس القامشلي وعامودا."),
            ("file", _day(6, 5), ""),
        ),
    ),
    Asked(
        3,
        "authority",
        _day(6, 30),
        "ضمّ مديريتي المرور وأمن المعابر إلى هيكلية الهيئة إدارياً ومالياً.",
        "Midûriyetên Trafîkê û Ewlehiya Dergehan ji aliyê rêveberî û darayî ve bikevin avahiya Desteyê.",
        "Bring the Traffic and Crossings Security directorates into the structure of the Authority, administratively and financially.",
        ("traffic", "crossings"),
        (
            ("note", _day(2, 10), "وُحِّدت جداول الرسوم والصناديق بين المديريات."),
            ("file", _day(5, 28), ""),
            ("done", _day(6, 15), "اكتمل الضم الإداري والمالي."),
            ("confirm", _day(6, 21), ""),
        ),
    ),
    Asked(
        4,
        "visas",
        _day(3, 31),
        "تحويل معاملات التأشيرات إلى معاملات إلكترونية من دون حضور شخصي اعتباراً من سنة 2026.",
        "Karên vîzeyan ji sala 2026an ve elektronîk bibin, bêyî ku kes bi xwe were.",
        "Make visa transactions electronic from 2026, without attending in person.",
        story=(
            ("note", _day(1, 18), "Serlêdana elektronîk ji bo hemû cureyên vîzeyê vebû."),
            ("file", _day(3, 12), ""),
            ("done", _day(3, 22), "Êdî kes ji bo vîzeyê nayê navendê."),
            ("confirm", _day(3, 29), ""),
        ),
    ),
    Asked(
        5,
        "transport",
        _day(9, 30),
        "إصدار رخصة المركبة إلكترونياً في يوم تقديم الطلب بدلاً من الرخصة المؤقتة.",
        "Destûra wesayîtê bi awayekî elektronîk û di heman rojê de bê dayîn, li şûna ya demkî.",
        "Issue the vehicle licence electronically on the day of the application, in place of the temporary one.",
        story=(
            ("note", _day(5, 4), "Destûra heman rojê li nivîsgeha Qamişlo dest pê kir."),
            ("file", _day(9, 8), ""),
            ("done", _day(9, 24), "Îdî destûra demkî nayê çapkirin."),
        ),
    ),
    Asked(
        6,
        "traffic",
        _day(12, 15),
        "تطوير مراكز مديرية المرور ورفع مستوى خدماتها وبنيتها الفنية.",
        "Navendên Midûriyeta Trafîkê, asta xizmetên wan û binesaziya wan a teknîkî bêne pêşxistin.",
        "Develop the centres of the Traffic Directorate, their level of service and their technical structure.",
        story=(("note", _day(7, 1), "بدأ ترميم مركز القامشلي وتجهيز نوافذه."),),
    ),
    Asked(
        7,
        "crossings",
        _day(10, 31),
        "تطوير نقاط مديرية أمن المعابر وتجديد أنظمة المراقبة والبنية فيها.",
        "Xalên Midûriyeta Ewlehiya Dergehan bêne pêşxistin, û sîstemên çavdêriyê û binesaziya wan bêne nûkirin.",
        "Develop the posts of the Crossings Security Directorate and renew their monitoring systems and structure.",
        story=(
            (
                "note",
                _day(8, 16),
                "رُكِّبت كاميرات المراقبة في معبر سيمالكا، وتأخر وصول تجهيزات الوليد.",
            ),
        ),
    ),
    Asked(
        8,
        "authority",
        _day(12, 20),
        "إقامة دورات تدريبية للعاملين في الهيئة ومديرياتها.",
        "Ji bo xebatkarên Desteyê û midûriyetên wê dewreyên perwerdehiyê bêne lidarxistin.",
        "Hold training courses for the staff of the Authority and its directorates.",
        ("visas", "transport", "traffic", "crossings"),
    ),
    Asked(
        9,
        "authority",
        _day(12, 31),
        "اعتماد آلية تنسيق موحدة بين المديريات، وتسهيل المعاملات، والحد من الروتين.",
        "Mekanîzmayeke hevpar a hevahengiyê di navbera midûriyetan de hebe, kar hêsan bibin û rûtîn kêm bibe.",
        "Establish one unified mechanism of coordination between the directorates, make transactions easier and reduce routine.",
        ("visas", "transport", "traffic", "crossings"),
        (("note", _day(9, 14), "صارت الأسئلة بين المديريات تُجاب إلكترونياً في المعاملة نفسها."),),
    ),
)
