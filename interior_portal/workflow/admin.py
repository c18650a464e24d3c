"""The working calendar, for administrators: whole weeks from a day on, and holidays that lie ahead."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.sessions import user_of
from interior_portal.audit.actions import record
from interior_portal.shared import clock
from interior_portal.ui.dated import DatedForm
from interior_portal.workflow import answers_admin  # noqa: F401 (registers its page)
from interior_portal.workflow.models import Holiday, OpeningHours, WorkItem
from interior_portal.workflow.models.working_time import MIDNIGHT
from interior_portal.workflow.queries import Count
from interior_portal.workflow.roles import WORKING_TIME_EDIT

Weekday = OpeningHours.Weekday
Stretch = tuple[dt.time, dt.time]

MOST = 99
SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})")
NAMES = ("name_ar", "name_kmr", "name_en")
WEEK = {
    "sunday": Weekday.SUNDAY,
    "monday": Weekday.MONDAY,
    "tuesday": Weekday.TUESDAY,
    "wednesday": Weekday.WEDNESDAY,
    "thursday": Weekday.THURSDAY,
    "friday": Weekday.FRIDAY,
    "saturday": Weekday.SATURDAY,
}
RUNNING = _("What it does to running cases")
EFFECT = _(
    "Cases on desks there that are due on this day or later: %(count)s. They keep their deadlines; a case"
    " that waits for its applicant is reckoned anew when it goes on."
)


def due_from(day: dt.date, unit: Unit | None) -> Count:
    """Cases on desks of the unit and below (None: everywhere) that are due from the day on, to 99; one query."""
    midnight = timezone.make_aware(dt.datetime.combine(day, MIDNIGHT))
    items = WorkItem.objects.filter(closed_at__isnull=True, due_at__gte=midnight)
    if unit is not None:
        items = items.filter(case__unit__path__startswith=unit.path)
    return Count(len(items.values_list("pk", flat=True)[: MOST + 1]))


class AheadFilter(admin.SimpleListFilter):
    """Days that lie ahead, today among them, or that are over."""

    title = _("day")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ahead", _("today or later")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "ahead":
            return rows.filter(on__gte=clock.today())
        return rows.filter(on__lt=clock.today()) if self.value() == "over" else rows


class CalendarAdmin(LedgerAdmin):
    """Superusers look; who is posted as administrator writes. `day_of`: from when a row is felt."""

    day_of: Callable[[Any], dt.date]
    list_per_page = 50
    list_max_show_all = 200
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.keeps(request)

    def keeps(self, request: HttpRequest) -> bool:
        return has_permission(user_of(request), WORKING_TIME_EDIT)

    @admin.display(description=_("name"))
    def named(self, obj: Model) -> str:
        return str(obj)

    @admin.display(description=_("only at"), ordering="unit__path")
    def where(self, obj: OpeningHours | Holiday) -> str:
        return str(obj.unit or _("everywhere"))

    @admin.display(description=_("Running cases"))
    def running(self, obj: Any) -> str:
        return EFFECT % {"count": due_from(self.day_of(obj), obj.unit)}


class HoursField(forms.CharField):
    """The hours of one weekday, such as 08:00-12:00, 13:00-15:00; empty where nobody works."""

    widget = forms.TextInput({"dir": "ltr", "size": 24, "inputmode": "text"})

    def to_python(self, value: Any) -> Any:
        """Stretches in ascending order that do not overlap."""
        text = str(super().to_python(value) or "")
        parts = [part.strip() for part in re.split(r"[,،;]", text) if part.strip()]
        stretches = sorted((_stretch(part) for part in parts), key=lambda stretch: stretch[0])
        ends = [closes for _opens, closes in stretches]
        starts = [opens for opens, _closes in stretches[1:]]
        if any(end == MIDNIGHT or start < end for end, start in zip(ends, starts, strict=False)):
            raise ValidationError(_("These hours overlap."))
        return stretches


def _stretch(text: str) -> Stretch:
    found = SPAN.fullmatch(text)
    try:
        times = [dt.time.fromisoformat(part.zfill(5)) for part in found.groups()] if found else []
        opens, closes = times
    except ValueError:
        raise ValidationError(
            _("Write hours such as 08:00-15:00, with a comma between two stretches.")
        ) from None
    if closes <= opens and closes != MIDNIGHT:
        raise ValidationError(_("Hours end after they begin. 00:00 is the end of the day."))
    return opens, closes


class WeekForm(DatedForm):
    """A whole week of a unit: what is left empty is closed."""

    sunday = HoursField(label=Weekday.SUNDAY.label, required=False)
    monday = HoursField(label=Weekday.MONDAY.label, required=False)
    tuesday = HoursField(label=Weekday.TUESDAY.label, required=False)
    wednesday = HoursField(label=Weekday.WEDNESDAY.label, required=False)
    thursday = HoursField(label=Weekday.THURSDAY.label, required=False)
    friday = HoursField(label=Weekday.FRIDAY.label, required=False)
    saturday = HoursField(label=Weekday.SATURDAY.label, required=False)

    def clean_effective_from(self) -> dt.date:
        return self.today_or_later("effective_from")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not self.rows():
            raise ValidationError(_("At least one day of the week is worked."))
        if cleaned["effective_from"] <= clock.today() and self.same_week().exists():
            self.add_error(
                "effective_from",
                _("A week of this unit begins on this day and is in force. Choose a later day."),
            )
        return cleaned

    def same_week(self) -> QuerySet[OpeningHours]:
        """Rows of the unit from the same day on."""
        facts = {name: self.cleaned_data[name] for name in ("unit", "effective_from")}
        return OpeningHours.objects.filter(**facts)

    def rows(self) -> list[OpeningHours]:
        """The week as rows, not saved yet."""
        facts = {name: self.cleaned_data[name] for name in ("unit", "effective_from")}
        return [
            OpeningHours(weekday=weekday, opens=opens, closes=closes, **facts)
            for name, weekday in WEEK.items()
            for opens, closes in self.cleaned_data[name]
        ]


@admin.register(OpeningHours)
class OpeningHoursAdmin(CalendarAdmin):
    """A week is written whole. One that lies ahead is written anew; one that has begun stays, and another follows."""

    form = WeekForm
    list_display = ("where", "effective_from", "weekday", "opens", "closes")
    list_filter = ("weekday",)
    search_fields = ("unit__code", *(f"unit__{name}" for name in NAMES))
    ordering = ("unit__path", "-effective_from", "weekday", "opens")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: OpeningHours | None = None) -> Any:
        if obj is not None:
            shown = ("unit", "effective_from", "weekday", "opens", "closes")
            return [(RUNNING, {"fields": ("running",)}), (None, {"fields": shown})]
        about = _(
            "Hours such as 08:00-15:00, with a comma between two stretches; empty is closed. The whole"
            " week replaces the one before it from this day on, here and in units below without hours"
            " of their own."
        )
        asked = {"fields": ("unit", "effective_from", *WEEK), "description": about}
        return [(None, asked)]

    def get_readonly_fields(
        self, request: HttpRequest, obj: OpeningHours | None = None
    ) -> tuple[str, ...]:
        return ("running",) if obj else ()

    def save_model(self, request: HttpRequest, obj: OpeningHours, form: Any, change: bool) -> None:
        replaced, _by_table = form.same_week().delete()
        rows = OpeningHours.objects.bulk_create(form.rows())
        obj.pk, obj.weekday = rows[0].pk, rows[0].weekday
        obj.opens, obj.closes = rows[0].opens, rows[0].closes
        record(
            action=f"workflow.openinghours.{'replaced' if replaced else 'added'}",
            by=user_of(request),
            subject_kind="unit",
            subject_ref=obj.unit.code,
            data={"effective_from": obj.effective_from.isoformat(), "week": [str(r) for r in rows]},
        )
        self.message_user(request, self.running(obj), messages.INFO)

    def day_of(self, obj: OpeningHours) -> dt.date:
        return obj.effective_from


class HolidayForm(DatedForm):
    """A holiday that lies ahead can move to another day that lies ahead."""

    def clean_on(self) -> dt.date:
        return self.today_or_later("on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            same = Holiday.objects.filter(on=cleaned["on"], unit=cleaned["unit"])
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("on", _("This day is a holiday there already."))
        return cleaned


@admin.register(Holiday)
class HolidayAdmin(CalendarAdmin):
    """What is over stays as it was. One that lies ahead moves, or is taken out: feasts follow the moon."""

    form = HolidayForm
    fields = ("on", "unit", NAMES)
    list_display = ("on", "named", "where")
    list_display_links = ("on", "named")
    list_filter = (AheadFilter,)
    search_fields = (*NAMES, "unit__code")
    ordering = ("-on", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._lies_ahead(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One at a time, from its page."""
        return obj is not None and self._lies_ahead(obj) and self.keeps(request)

    def _lies_ahead(self, obj: Model | None) -> bool:
        return not isinstance(obj, Holiday) or obj.on >= clock.today()

    def get_fieldsets(self, request: HttpRequest, obj: Holiday | None = None) -> Any:
        asked = (None, {"fields": self.fields})
        return [(RUNNING, {"fields": ("running",)}), asked] if obj else [asked]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Holiday | None = None
    ) -> tuple[str, ...]:
        return ("running",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or "on" in form.changed_data:
            self.message_user(request, self.running(obj), messages.INFO)

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        record(
            action="workflow.holiday.removed",
            by=user_of(request),
            subject_kind="holiday",
            subject_ref=str(obj.pk),
            data={"on": obj.on.isoformat()},
        )
        super().delete_model(request, obj)

    def day_of(self, obj: Holiday) -> dt.date:
        return obj.on
