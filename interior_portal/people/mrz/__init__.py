"""Machine readable zones of travel documents and visas: ICAO Doc 9303, eighth edition.

`read` takes what a person typed and says what it means and what is wrong with it; `write_visa`
writes the zone of a visa; `from_arabic` and `from_latin` give a name the letters of the zone.
"""

from interior_portal.people.mrz.arabic import from_arabic
from interior_portal.people.mrz.check_digits import check_digit
from interior_portal.people.mrz.components import NoIcaoMapping
from interior_portal.people.mrz.latin import from_latin
from interior_portal.people.mrz.names import name_field
from interior_portal.people.mrz.reading import read
from interior_portal.people.mrz.records import CheckDigit, Mrz, MrzFormat, PartialDate, Problem
from interior_portal.people.mrz.writing import CannotWriteMrz, write_visa

__all__ = [
    "CannotWriteMrz",
    "CheckDigit",
    "Mrz",
    "MrzFormat",
    "NoIcaoMapping",
    "PartialDate",
    "Problem",
    "check_digit",
    "from_arabic",
    "from_latin",
    "name_field",
    "read",
    "write_visa",
]
