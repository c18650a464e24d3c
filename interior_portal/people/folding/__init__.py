"""Keys under which one name is found in several scripts and many spellings.

`folded_key` forgives how a name is typed within one script; `consonant_key` is the same for the
Latin, Arabic, Sorani and Syriac spellings of a name, and for some names that differ in their
vowels alone: it finds candidates, a person decides.
"""

from interior_portal.people.folding.keys import consonant_key, folded_key

__all__ = ["consonant_key", "folded_key"]
