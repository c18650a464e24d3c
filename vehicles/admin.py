"""The catalogue of Transport, for administrators: nothing is deleted, and running applications go on as they began."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.sessions import user_of
from interior_portal.shared import clock
from interior_portal.workflow.queries import Count
from vehicles.actions import importing
from vehicles.forms import catalogue as forms
from vehicles.models import (
    Application,
    FeeRule,
    ImportRun,
    Plate,
    PlateKind,
    Town,
    VehicleClass,
)
from vehicles.queries.imports import report_of
from vehicles.roles import VEHICLE_CATALOGUE_EDIT

NAMES = ("name_ar", "name_kmr", "name_en")
LANGUAGES = _("In the three languages")
RUNNING = _("What it does to running applications")
MOST = 99


def counted(rows: QuerySet[Any]) -> Count:
    """How many rows, to 99; one query."""
    return Count(len(rows.values_list("pk", flat=True)[: MOST + 1]))


class KeptAdmin(LedgerAdmin):
    """Superusers look; who is posted as administrator writes. `fixed` names what a row keeps for ever.

    `touched` counts, to 99 and in one query, what feels a change of a row; `effect` says how.
    """

    touched: Callable[[Any], Count]
    effect: str | Promise = ""
    fixed: tuple[str, ...] = ()
    list_per_page = 50
    list_max_show_all = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.keeps(request)

    def keeps(self, request: HttpRequest) -> bool:
        return has_permission(user_of(request), VEHICLE_CATALOGUE_EDIT)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("running", *self.fixed) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a change does stands first; a new row touches nothing yet."""
        fieldsets = list(super().get_fieldsets(request, obj))
        return [(RUNNING, {"fields": ("running",)}), *fieldsets] if obj else fieldsets

    @admin.display(description=_("name"))
    def named(self, obj: Model) -> str:
        return str(obj)

    @admin.display(description=_("Running applications"))
    def running(self, obj: Any) -> str:
        return self.effect % {"count": self.touched(obj)}


@admin.register(VehicleClass)
class VehicleClassAdmin(KeptAdmin):
    """A class is closed, never deleted: its vehicles stay in it, and its code is part of the fee matrix."""

    form = forms.ClassForm
    fixed = ("code",)
    effect = _(
        "Running applications about vehicles of this class: %(count)s. How long a licence and an inspection"
        " hold is read when they are issued or recorded: a change holds for them at once, and for nothing"
        " that was issued before."
    )
    list_display = (
        "named",
        "code",
        "eu_category",
        "inspection_months",
        "licence_months",
        "is_open",
    )
    list_filter = ("is_open",)
    search_fields = ("code", *NAMES)
    ordering = ("position", "code")
    fieldsets = (
        (None, {"fields": ("code", "eu_category", "position", "is_open")}),
        (LANGUAGES, {"fields": (NAMES,)}),
        (_("How long it holds"), {"fields": (("inspection_months", "licence_months"),)}),
    )

    def touched(self, obj: VehicleClass) -> Count:
        return counted(Application.objects.filter(case__closed_at=None, vehicle__vehicle_class=obj))


@admin.register(Town)
class TownAdmin(KeptAdmin):
    form = forms.TownForm
    fixed = ("code",)
    effect = _(
        "Plates that name this town: %(count)s. The name on their licences is the one of the day of issue;"
        " searches go by all names at once."
    )
    list_display = ("named", "code", "position")
    search_fields = ("code", *NAMES, "aliases")
    ordering = ("position", "code")
    fieldsets = (
        (None, {"fields": ("code", "position", "aliases")}),
        (LANGUAGES, {"fields": (NAMES,)}),
    )

    def touched(self, obj: Town) -> Count:
        return counted(Plate.objects.filter(town=obj))


@admin.register(PlateKind)
class PlateKindAdmin(KeptAdmin):
    form = forms.PlateKindForm
    fixed = ("code",)
    effect = _(
        "Running applications that ask for a plate of this kind: %(count)s. They get the next one of the"
        " stock. Plates that were made keep their numbers."
    )
    list_display = ("named", "code", "digits_least", "digits_most", "has_town", "is_issued_here")
    list_filter = ("is_issued_here", "is_temporary")
    search_fields = ("code", *NAMES)
    ordering = ("position", "code")
    fieldsets = (
        (None, {"fields": ("code", "position", ("digits_least", "digits_most"))}),
        (LANGUAGES, {"fields": (NAMES,)}),
        (_("Use"), {"fields": ("has_town", "is_issued_here", "is_temporary", "low_below")}),
    )

    def touched(self, obj: PlateKind) -> Count:
        return counted(Application.objects.filter(case__closed_at=None, plate_kind=obj))


class InForceFilter(admin.SimpleListFilter):
    """Cells that hold today, that lie ahead, or that are over."""

    title = _("in force")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("today")), ("ahead", _("later")), ("over", _("not any more"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        today = clock.today()
        holds = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
        chosen = {"now": holds, "ahead": Q(since__gt=today), "over": Q(until__lt=today)}
        return rows.filter(chosen.get(self.value() or "", Q()))


@admin.register(FeeRule)
class FeeRuleAdmin(KeptAdmin):
    """A cell that has begun only ends; another one follows it."""

    form = forms.FeeRuleForm
    columns = ("act", "origin", "vehicle_class", "year_from", "year_until", "fee_code", "since")
    effect = _(
        "Running applications of this act that have no bill yet: %(count)s. They pay what is in force on"
        " the day their bill is written; a bill that was written stays."
    )
    list_display = ("act", "origin", "vehicle_class", "years", "fee_code", "since", "until")
    list_filter = (InForceFilter, "act", "origin", "vehicle_class")
    list_select_related = ("vehicle_class",)
    search_fields = ("fee_code",)
    ordering = ("act", "origin", "vehicle_class__position", "year_from", "-since")
    fieldsets = (
        (None, {"fields": ("act", "origin", "vehicle_class", ("year_from", "year_until"))}),
        (_("Fee and days"), {"fields": ("fee_code", ("since", "until"))}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is over is only looked at."""
        is_over = isinstance(obj, FeeRule) and obj.until is not None and obj.until < clock.today()
        return super().has_change_permission(request, obj) and not is_over

    def get_readonly_fields(
        self, request: HttpRequest, obj: FeeRule | None = None
    ) -> tuple[str, ...]:
        kept = super().get_readonly_fields(request, obj)
        has_begun = obj is not None and obj.since <= clock.today()
        return (*kept, *self.columns) if has_begun else kept

    @admin.display(description=_("model years"), ordering="year_from")
    def years(self, obj: FeeRule) -> str:
        first, last = obj.year_from, obj.year_until
        return "" if first is None and last is None else f"{first or ''}–{last or ''}"

    def touched(self, obj: FeeRule) -> Count:
        waiting = Application.objects.filter(
            act=obj.act,
            vehicle__origin=obj.origin,
            vehicle__vehicle_class=obj.vehicle_class_id,
            case__closed_at=None,
            case__step__in=("draft", "consents", "checking", "review"),
        )
        return counted(waiting)


@admin.register(ImportRun)
class ImportRunAdmin(KeptAdmin):
    """Upload a register that was kept on paper, follow it, and read what was refused. A run is never changed."""

    form = forms.ImportForm
    list_display = (
        "reference",
        "unit",
        "is_trial",
        "rows_taken",
        "rows_refused",
        "started_at",
        "finished_at",
    )
    list_filter = ("is_trial", "unit")
    list_select_related = ("unit",)
    search_fields = ("reference", "file_name")
    ordering = ("-pk",)
    shown = (
        "reference", "file_name", "unit", "is_trial", "rows_done", "rows_taken", "rows_refused",
        "started_at", "finished_at", "failure", "report",
    )  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: ImportRun | None = None) -> Any:
        return [(None, {"fields": self.shown if obj else ("file", "unit", "is_trial")})]

    def get_readonly_fields(
        self, request: HttpRequest, obj: ImportRun | None = None
    ) -> tuple[str, ...]:
        return self.shown if obj else ()

    def get_urls(self) -> list[URLPattern]:
        report = self.admin_site.admin_view(self.download)
        return [
            path("<int:pk>/report.csv", report, name="vehicles_import_report"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One table at a time; a run is followed on its own page."""
        offered = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, *args, **{**kwargs, "extra_context": offered})

    def response_post_save_add(self, request: HttpRequest, obj: ImportRun) -> HttpResponseRedirect:
        """To the run, where its progress stands, and the report once it is done."""
        return redirect("admin:vehicles_importrun_change", obj.pk)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """An office is chosen here, not made or changed."""
        form = super().get_form(request, *args, **kwargs)
        if unit := form.base_fields.get("unit"):
            unit.widget.can_add_related = unit.widget.can_change_related = False
            unit.widget.can_view_related = False
        return form

    @admin.display(description=_("Refused rows"))
    def report(self, obj: ImportRun) -> str:
        if not obj.rows_refused:
            return "–"
        address = reverse("admin:vehicles_import_report", kwargs={"pk": obj.pk})
        return format_html('<a href="{}">{}</a>', address, _("Download the report (CSV)"))

    def download(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Each refused row with what is wrong and how to mend it."""
        run = ImportRun.objects.filter(pk=pk).first()
        if run is None or not self.has_view_permission(request, run):
            raise Http404
        response = StreamingHttpResponse(report_of(run), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{run.reference}.csv"'
        return response

    def save_model(self, request: HttpRequest, obj: ImportRun, form: Any, change: bool) -> None:
        facts = form.cleaned_data
        run = importing.begin_import(
            file=facts["file"],
            name=facts["file"].name,
            unit=facts["unit"],
            by=user_of(request),
            is_trial=facts["is_trial"],
        )
        importing.put_import(run)
        obj.pk, obj.reference = run.pk, run.reference
