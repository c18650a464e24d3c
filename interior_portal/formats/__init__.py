"""How dates, times and numbers are written and read: the same in the three languages.

Latin digits everywhere, as in passports and on plates; what may be typed is what people here write.
Django looks for a `formats` module per language (`FORMAT_MODULE_PATH`); each takes these values and
changes only what its language writes differently.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 6  # Saturday, counted from Sunday = 0

# The first of each list is what a field shows again after it was filled in.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = [
    f"{day}{between}{hour}"
    for day in DATE_INPUT_FORMATS
    for hour in TIME_INPUT_FORMATS
    for between in (" ", "T")  # "T" is what a browser's datetime field sends
]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
