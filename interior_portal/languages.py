"""The three languages of the portal, where Django and Babel need help.

Names of countries and of the issuers of travel documents come from CLDR through Babel; what CLDR
lacks, or writes otherwise than people here, stands below. Issuer codes: ICAO Doc 9303-3, section 5.
"""

from functools import lru_cache
from typing import Final

from babel import Locale
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.dates import MONTHS

BABEL_LOCALES: Final = {"ar": "ar_SY", "kmr": "ku", "en": "en"}

# CLDR's Kurmanji writes "îy" where the spelling used here has "iy", and has two slips (MK, SX).
_TERRITORIES: Final[dict[str, dict[str, str]]] = {
    "ar": {
        "DK": "الدنمارك",
        "HK": "هونغ كونغ",
        "MO": "ماكاو",
        "PS": "فلسطين",
        "US": "الولايات المتحدة الأمريكية",
    },
    "kmr": {
        "CO": "Kolombiya",
        "ET": "Etiyopya",
        "GB": "Keyaniya Yekbûyî",
        "GM": "Gambiya",
        "GS": "Giravên Georgiyaya Başûr û Sandwicha Başûr",
        "HK": "Hong Kong",
        "MK": "Makedonyaya Bakur",
        "MO": "Makao",
        "PS": "Filistîn",
        "SX": "Sint Maarten",
        "SY": "Sûriye",
        "TR": "Tirkiye",
        "ZM": "Zambiya",
    },
    "en": {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine"},
}

# Codes that documents carry although ISO 3166 gives them to nobody: Arabic, Kurmanji, English.
_ISSUERS: Final[dict[str, tuple[str, str, str]]] = {
    "EUE": ("الاتحاد الأوروبي", "Yekîtiya Ewropayê", "European Union"),
    "GBD": (
        "مواطن أقاليم ما وراء البحار البريطانية",
        "Hemwelatiyê Herêmên Brîtanî yên Derveyî Deryayê",
        "British Overseas Territories citizen",
    ),
    "GBN": (
        "رعية بريطانية (ما وراء البحار)",
        "Tebaya Brîtanî (Derveyî Deryayê)",
        "British National (Overseas)",
    ),
    "GBO": (
        "مواطن بريطاني لما وراء البحار",
        "Hemwelatiyê Brîtanî yê Derveyî Deryayê",
        "British Overseas citizen",
    ),
    "GBP": (
        "شخص تحت الحماية البريطانية",
        "Kesê di bin parastina Brîtanyayê de",
        "British protected person",
    ),
    "GBS": ("رعية بريطانية", "Tebaya Brîtanî", "British subject"),
    "UNO": ("الأمم المتحدة", "Neteweyên Yekbûyî", "United Nations"),
    "UNA": (
        "وكالة متخصصة في الأمم المتحدة",
        "Saziyeke pispor a Neteweyên Yekbûyî",
        "Specialised agency of the United Nations",
    ),
    "UNK": (
        "مقيم في كوسوفو (بعثة الأمم المتحدة)",
        "Rûniştvanê Kosovayê (Şandeya Neteweyên Yekbûyî)",
        "Resident of Kosovo (United Nations mission)",
    ),
    "XBA": ("مصرف التنمية الأفريقي", "Banka Pêşketinê ya Afrîkayê", "African Development Bank"),
    "XIM": (
        "المصرف الأفريقي للتصدير والاستيراد",
        "Banka Afrîkayê ya Hinardekirin û Hawirdekirinê",
        "African Export–Import Bank",
    ),
    "XCC": ("الجماعة الكاريبية", "Civaka Karayîbê", "Caribbean Community"),
    "XCE": ("مجلس أوروبا", "Konseya Ewropayê", "Council of Europe"),
    "XCO": (
        "السوق المشتركة لشرق أفريقيا وجنوبها",
        "Bazara Hevpar a Rojhilat û Başûrê Afrîkayê",
        "Common Market for Eastern and Southern Africa",
    ),
    "XEC": (
        "الجماعة الاقتصادية لدول غرب أفريقيا",
        "Civaka Aborî ya Dewletên Rojavayê Afrîkayê",
        "Economic Community of West African States",
    ),
    "XPO": ("الإنتربول", "Înterpol", "Interpol"),
    "XES": (
        "منظمة دول شرق الكاريبي",
        "Rêxistina Dewletên Rojhilatê Karayîbê",
        "Organisation of Eastern Caribbean States",
    ),
    "XMP": (
        "الجمعية البرلمانية للبحر الأبيض المتوسط",
        "Meclisa Parlamentoyî ya Deryaya Navîn",
        "Parliamentary Assembly of the Mediterranean",
    ),
    "XOM": (
        "منظمة فرسان مالطا",
        "Rêxistina Siwarên Maltayê",
        "Sovereign Military Order of Malta",
    ),
    "XDC": (
        "الجماعة الإنمائية للجنوب الأفريقي",
        "Civaka Pêşxistinê ya Başûrê Afrîkayê",
        "Southern African Development Community",
    ),
    "XXA": ("عديم الجنسية", "Kesê bê hemwelatîbûn", "Stateless person"),
    "XXB": ("لاجئ (اتفاقية 1951)", "Penaber (Peymana 1951)", "Refugee (1951 Convention)"),
    "XXC": ("لاجئ (غير اتفاقية 1951)", "Penaber (ne li gorî Peymana 1951)", "Refugee (other)"),
    "XXX": (
        "شخص غير محدد الجنسية",
        "Kesê ku hemwelatîbûna wî ne diyar e",
        "Person of unspecified nationality",
    ),
    "UTO": ("يوتوبيا (نموذج)", "Utopya (nimûne)", "Utopia (specimen)"),
}
# What a person without a state has as nationality (Doc 9303-3, section 5, part D): nobody issues a document so.
_NATIONALITIES_ALONE: Final = frozenset({"XXA", "XXB", "XXC", "XXX"})
_ISSUER_COLUMN: Final = {"ar": 0, "kmr": 1, "en": 2}


def register() -> None:
    """Make Kurmanji known to Django, which has no entry for it."""
    LANG_INFO["kmr"] = {
        "bidi": False,
        "code": "kmr",
        "name": "Kurdish (Kurmanji)",
        "name_local": "Kurmancî",
    }


@lru_cache(maxsize=2048)
def territory_name(code: str, language: str) -> str:
    """Name of an ISO 3166 alpha-2 territory; a code nobody knows comes back as it is.

    Raises KeyError for a language the portal does not speak.
    """
    corrections = _TERRITORIES[language]
    if code in corrections:
        return corrections[code]
    names = Locale.parse(BABEL_LOCALES[language]).territories
    return str(names.get(code, code))


@lru_cache(maxsize=2048)
def issuer_name(code: str, language: str) -> str:
    """Name of the state, organisation or status behind a code of a machine-readable zone.

    Takes the letters without fillers (`D`, `SYR`, `XXA`); a code nobody knows comes back as it is.
    Raises KeyError for a language the portal does not speak.
    """
    column = _ISSUER_COLUMN[language]
    if code in _ISSUERS:
        return _ISSUERS[code][column]
    alpha2 = _alpha2_of_issuers().get(code)
    return territory_name(alpha2, language) if alpha2 else code


def issuer_codes() -> tuple[str, ...]:
    """Every code `issuer_name` knows, in the order of the alphabet."""
    return tuple(sorted({*_alpha2_of_issuers(), *_ISSUERS}))


def issuer_choices(language: str, *, first: str) -> list[tuple[str, str]]:
    """States and organisations that issue documents, for a field: code and name in the order of the names.

    The one of the code `first` stands at the head. Raises KeyError for a language the portal does not speak.
    """
    codes = [code for code in issuer_codes() if code not in {first, *_NATIONALITIES_ALONE}]
    named = sorted((issuer_name(code, language), code) for code in codes)
    return [(first, issuer_name(first, language)), *((code, name) for name, code in named)]


@lru_cache(maxsize=64)
def month_name(month: int, language: str) -> str:
    """Name of a month (1 to 12) as the Authority writes it.

    CLDR's Kurmanji has other names for January and December: ask here, not Babel.
    Raises KeyError for a language the portal does not speak and for a month that is none.
    """
    if language not in BABEL_LOCALES:
        raise KeyError(language)
    with translation.override(language):
        return str(MONTHS[month])


@lru_cache(maxsize=1)
def _alpha2_of_issuers() -> dict[str, str]:
    """The alpha-2 code behind every issuer's code that is a state's or a territory's."""
    from django_countries.data import ALT_CODES  # its package reads the settings, which import us

    by_alpha3 = {codes[0]: alpha2 for alpha2, codes in ALT_CODES.items()}
    return by_alpha3 | {"D": "DE", "RKS": "XK"}
