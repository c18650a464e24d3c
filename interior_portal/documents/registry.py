"""The kinds of papers and of seals, registered by the apps that issue them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from interior_portal.documents import vds
from interior_portal.documents.formats import Format
from interior_portal.documents.numbers import PREFIX


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`code` such as `visas.visa`; `label` is the title on the paper, in every language; `template`
    extends `papers/base.html`; `prefix` begins every number: one to three capital letters, one where
    the number must fit a machine readable zone.

    `others` are templates of the formats besides A4; a paper that has any keeps the `rows` of its context,
    and they are all that these templates get. `print_permission` is what staff need to print it again.
    `sheets` is how many pages of A4 it may have: one that needs more is set tighter; None is any number.
    """

    code: str
    label: str | Promise
    template: str
    prefix: str
    others: Mapping[Format, str] = field(default_factory=dict)
    print_permission: str = ""
    sheets: int | None = None

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise ValueError(f"the prefix of {self.code!r} is one to three capital letters")

    @property
    def formats(self) -> tuple[Format, ...]:
        """What a paper of this kind can be drawn in, the original first."""
        return (Format.A4, *self.others)

    def template_of(self, form: Format) -> str:
        """KeyError for a format that the kind does not have."""
        return self.template if form is Format.A4 else self.others[form]


_kinds: dict[str, PaperKind] = {}


def register_paper(kind: PaperKind) -> None:
    """Called in `apps.ready()`; a second kind of the same code or prefix is a mistake (ValueError)."""
    for known in _kinds.values():
        if known != kind and (known.code == kind.code or known.prefix == kind.prefix):
            raise ValueError(f"{kind.code!r} and {known.code!r} share their code or their prefix")
    _kinds[kind.code] = kind


def paper_kind(code: str) -> PaperKind:
    """The kind of that code; KeyError when no app registered it."""
    return _kinds[code]


def find_paper_kind(code: str) -> PaperKind | None:
    return _kinds.get(code)


# --- what stands in their seals ---------------------------------------------------------------------


class Reading(StrEnum):
    """How the value of a tag is written: in C40, as UTF-8, or as a date of three bytes."""

    C40 = "C40"
    TEXT = "TEXT"
    DATE = "DATE"


@dataclass(frozen=True, slots=True)
class SealTag:
    """What a tag of a national profile is called and how its value is read."""

    label: str | Promise
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SealProfile:
    """A national profile with its words: `label` says the kind of document, `tags` each feature.

    `number_tag` holds the number of the paper, `until_tag` its last day: without a network they tell
    whether the paper was revoked and whether it is over.
    """

    profile: vds.Profile
    label: str | Promise
    tags: Mapping[int, SealTag]
    number_tag: int
    until_tag: int

    def __post_init__(self) -> None:
        if {rule.tag for rule in self.profile.rules} != set(self.tags):
            raise ValueError(f"the tags of {self.profile.name!r} and their words are not the same")
        named = (self.tags.get(tag) for tag in (self.number_tag, self.until_tag))
        if [tag and tag.reading for tag in named] != [Reading.C40, Reading.DATE]:
            raise ValueError(f"{self.profile.name!r} needs a number in C40 and a date")


_seals: dict[vds.ProfileKey, SealProfile] = {}


def register_seal(seal: SealProfile) -> None:
    """Called in `apps.ready()`; a profile that another one or the standard has taken is a mistake."""
    key = seal.profile.key
    if key in vds.PROFILES or _seals.get(key, seal) != seal:
        raise ValueError(f"the profile {key[0]:#04x} {key[1]:#04x} is taken")
    _seals[key] = seal


def find_seal(seal: vds.Seal) -> SealProfile | None:
    """The registered national profile of a seal that was read."""
    return _seals.get((seal.feature_reference, seal.type_category))


def seal_profiles() -> list[SealProfile]:
    """Every registered national profile."""
    return list(_seals.values())


def known_profiles() -> Mapping[vds.ProfileKey, vds.Profile]:
    """What `vds.verify` may judge the content of: the standard's profiles and the registered ones."""
    return {**vds.PROFILES, **{key: seal.profile for key, seal in _seals.items()}}
