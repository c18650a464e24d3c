"""Document profiles: which features a kind of document must and may carry.

Doc 9303-7 section 9.1 (visas) and 9303-8 section 6.1 (emergency travel documents). National
profiles (even type categories) are added by their owner as further `Profile`s.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from interior_portal.documents.vds import c40
from interior_portal.documents.vds.features import Feature

ProfileKey = tuple[int, int]  # feature reference, type category


@dataclass(frozen=True)
class FeatureRule:
    """How long the value of a tag may be, in bytes, and whether it must be there."""

    tag: int
    shortest: int
    longest: int
    is_required: bool = False
    is_text: bool = False  # written in C40


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The features of a kind of document; exactly one of the `mrz_tags` holds its MRZ."""

    name: str
    feature_reference: int
    type_category: int
    rules: tuple[FeatureRule, ...]
    mrz_tags: frozenset[int] = frozenset()

    @property
    def key(self) -> ProfileKey:
        return self.feature_reference, self.type_category

    def find_problem(self, features: Sequence[Feature]) -> str | None:
        """What in the features breaks the profile, in words for a log, or None."""
        rules = {rule.tag: rule for rule in self.rules}
        counts = Counter(feature.tag for feature in features if feature.tag in rules)
        if repeated := [tag for tag, count in counts.items() if count > 1]:
            return f"feature {repeated[0]} is there more than once"
        if missing := [
            rule.tag for rule in self.rules if rule.is_required and not counts[rule.tag]
        ]:
            return f"feature {missing[0]} is missing"
        if self.mrz_tags and sum(counts[tag] for tag in self.mrz_tags) != 1:
            return "there must be one machine readable zone"
        broken = (feature.tag for feature in features if _is_broken(feature, rules))
        return next((f"the value of feature {tag} is wrong" for tag in broken), None)

    def unknown_tags(self, features: Sequence[Feature]) -> tuple[int, ...]:
        """The tags that the profile does not name, in the order of the seal."""
        known = {rule.tag for rule in self.rules}
        return tuple(feature.tag for feature in features if feature.tag not in known)

    def find_mrz(self, features: Sequence[Feature]) -> str | None:
        """The text of the MRZ with `<` as filler. Raises ValueError for broken C40."""
        found = (feature.value for feature in features if feature.tag in self.mrz_tags)
        return next((c40.decode(value).replace(" ", "<") for value in found), None)


def _is_broken(feature: Feature, rules: Mapping[int, FeatureRule]) -> bool:
    rule = rules.get(feature.tag)
    if rule is None:
        return False
    if not rule.shortest <= len(feature.value) <= rule.longest:
        return True
    if not rule.is_text:
        return False
    try:
        c40.decode(feature.value)
    except ValueError:
        return True
    return False


VISA = Profile(
    name="visa",
    feature_reference=0x5D,
    type_category=0x01,
    rules=(
        FeatureRule(0x01, 48, 48, is_text=True),  # MRZ of an MRV-A
        FeatureRule(0x02, 44, 44, is_text=True),  # MRZ of an MRV-B
        FeatureRule(0x03, 1, 1),  # number of entries
        FeatureRule(0x04, 3, 3, is_required=True),  # duration of stay
        FeatureRule(0x05, 6, 6, is_required=True, is_text=True),  # passport number
        FeatureRule(0x06, 1, 4),  # visa type
        FeatureRule(0x07, 0, 254),  # additional feature, reserved
    ),
    mrz_tags=frozenset({0x01, 0x02}),
)
EMERGENCY_TRAVEL_DOCUMENT = Profile(
    name="emergency travel document",
    feature_reference=0x5E,
    type_category=0x03,
    rules=(FeatureRule(0x02, 48, 48, is_required=True, is_text=True),),  # MRZ of a TD2
    mrz_tags=frozenset({0x02}),
)
PROFILES: Mapping[ProfileKey, Profile] = MappingProxyType(
    {profile.key: profile for profile in (VISA, EMERGENCY_TRAVEL_DOCUMENT)}
)
