"""The form of data that administrators keep: days of effect, and texts in three languages side by side."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.ui.forms import PortalModelForm

IN_THE_PAST = _("This day is over. What held then stays as it was; choose today or a later day.")
ENDS_BEFORE_START = _("The last day lies before the first one.")
DIRECTIONS = {"ar": "rtl", "kmr": "ltr", "en": "ltr"}
# Narrow enough for three in a row; the administration's own class would make each as wide as two.
SIDE_BY_SIDE = {"class": "", "size": "20", "cols": "20", "rows": "5"}


class DatedForm(PortalModelForm):
    """Days that are over are not written any more; each text is typed in the direction of its language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            language = name.rpartition("_")[2]
            if language in DIRECTIONS:
                field.widget.attrs |= {"lang": language, "dir": DIRECTIONS[language]}
                field.widget.attrs |= SIDE_BY_SIDE

    def clean_since(self) -> dt.date:
        return self.today_or_later("since")

    def clean_until(self) -> dt.date | None:
        return self.today_or_later("until") if self.cleaned_data["until"] else None

    def today_or_later(self, name: str) -> dt.date:
        """The day in the field, refused when it was changed to one that is over."""
        day: dt.date = self.cleaned_data[name]
        if name in self.changed_data and day < clock.today():
            raise ValidationError(IN_THE_PAST)
        return day
