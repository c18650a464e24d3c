"""Finding people under any script and spelling."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from interior_portal.accounts.models import User
from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.people.models import Person, PersonAccount
from interior_portal.shared.text import normalise

MOST = 25
LEAST_LIKENESS = 0.6


def search(text: str) -> QuerySet[Person]:
    """People whose name, in any script, or whose document number is like the text; best first, at most 25."""
    wanted = normalise(text)
    folded, consonants = folded_key(wanted), consonant_key(wanted)
    if not folded:
        return Person.objects.none()
    number = "".join(wanted.upper().split())
    return (
        Person.objects.annotate(
            likeness=Greatest(
                TrigramWordSimilarity(folded, "folded_key"),
                TrigramWordSimilarity(consonants, "consonant_key"),
            )
        )
        .filter(
            Q(folded_key__trigram_word_similar=folded)
            | Q(consonant_key__trigram_word_similar=consonants)
            | Q(documents__number=number)
        )
        .order_by("-likeness", "pk")
        .distinct()[:MOST]
    )


def find_person_of(user: User) -> Person | None:
    """Whose account it is, once an official has seen who they are; one query."""
    link = PersonAccount.objects.filter(user=user, ended_at=None).select_related("person").first()
    return link.person if link else None


def find_account_of(person: Person) -> User | None:
    """The account of a person, proven at a counter; one query."""
    link = PersonAccount.objects.filter(person=person, ended_at=None).select_related("user").first()
    return link.user if link else None
