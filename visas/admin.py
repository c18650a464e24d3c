"""The catalogue of visas, for administrators: nothing is deleted, and running applications go on as they began."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.sessions import user_of
from interior_portal.shared import clock
from interior_portal.workflow.queries import Count
from visas.actions import keeping as actions
from visas.forms import catalogue as forms
from visas.models import (
    Application,
    Category,
    KindPromise,
    Question,
    RefusalGround,
    RequiredDocument,
    VisaKind,
)
from visas.procedures import WORKING_DAY
from visas.queries import keeping
from visas.roles import VISA_CATALOGUE_EDIT

NAMES = ("name_ar", "name_kmr", "name_en")
SUMMARIES = ("summary_ar", "summary_kmr", "summary_en")
TEXTS = ("text_ar", "text_kmr", "text_en")
LANGUAGES = _("In the three languages")
RUNNING = _("What it does to running applications")


class InForceFilter(admin.SimpleListFilter):
    """Rows that hold today, that lie ahead, or that are over."""

    title = _("in force")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("today")), ("ahead", _("later")), ("over", _("not any more"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        today = clock.today()
        holds = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
        chosen = {"now": holds, "ahead": Q(since__gt=today), "over": Q(until__lt=today)}
        return rows.filter(chosen.get(self.value() or "", Q()))


class CatalogueAdmin(LedgerAdmin):
    """Superusers look; who is posted as administrator writes. `fixed` names what a row keeps for ever.

    `touched` counts, to 99 and in one query, the running applications that feel a change of a row.
    """

    touched: Callable[[Any], Count]
    fixed: tuple[str, ...] = ()
    effect: str | Promise = ""
    list_per_page = 50
    list_max_show_all = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._keeps(request)

    def _keeps(self, request: HttpRequest) -> bool:
        return has_permission(user_of(request), VISA_CATALOGUE_EDIT)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("running", *self.fixed) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What running applications feel stands first; a new row touches none yet."""
        fieldsets = list(super().get_fieldsets(request, obj))
        return [(RUNNING, {"fields": ("running",)}), *fieldsets] if obj else fieldsets

    @admin.display(description=_("name"))
    def named(self, obj: Model) -> str:
        return str(obj)

    @admin.display(description=_("Running applications"))
    def running(self, obj: Any) -> str:
        return self.effect % {"count": self.touched(obj)}


class DatedAdmin(CatalogueAdmin):
    """Rows with days of effect: `open_columns` can change while a row is in force, nothing once it is over."""

    open_columns: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row of which nothing can change is only looked at."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or bool(set(self.columns) - self._closed(obj)))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        kept = super().get_readonly_fields(request, obj)
        return tuple(dict.fromkeys((*kept, *sorted(self._closed(obj))))) if obj else kept

    def _closed(self, obj: Any) -> set[str]:
        """The columns that stay as they are: none ahead, all but `open_columns` in force, all once it is over."""
        if obj.since > clock.today():
            return set()
        is_over = obj.until is not None and obj.until < clock.today()
        return set(self.columns) - (set() if is_over else set(self.open_columns))


@admin.register(VisaKind)
class VisaKindAdmin(CatalogueAdmin):
    """A kind is closed, never deleted: its applications run on, and its code stays theirs."""

    form = forms.KindForm
    fixed = ("code", "procedure")
    effect = _(
        "Running applications of this kind: %(count)s. They keep their office, procedure and deadline, and a"
        " bill that was written. What a visa grants, and the months of the passport, hold for them at once."
    )
    list_display = ("named", "code", "audience", "office", "stay_days", "validity_days", "is_open")
    list_filter = ("is_open", "audience")
    list_select_related = ("office",)
    search_fields = ("code", *NAMES)
    ordering = ("position", "code")
    fieldsets = (
        (None, {"fields": ("code", "audience", "office", "procedure", "fee_code", "position")}),
        (LANGUAGES, {"fields": (NAMES, SUMMARIES)}),
        (_("What it grants"), {"fields": (("validity_days", "stay_days", "entries"),)}),
        (_("What it asks"), {"fields": ("passport_months", "asks_passport", "asks_host")}),
        (_("Applications"), {"fields": ("is_open",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: VisaKind | None = None) -> Any:
        """A new kind opens later: it has no promise yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:-1]

    def save_model(self, request: HttpRequest, obj: VisaKind, form: Any, change: bool) -> None:
        if not change:
            obj.is_open = False
        super().save_model(request, obj, form, change)

    def touched(self, obj: VisaKind) -> Count:
        return keeping.running(Application.objects.filter(kind=obj))


@admin.register(KindPromise)
class KindPromiseAdmin(DatedAdmin):
    """A promise that has begun is not rewritten: the next one ends it."""

    form = forms.PromiseForm
    fixed = ("kind", "since", "until")
    columns = ("kind", "since", "minutes", "until")
    effect = _(
        "Running applications of this kind, drafts among them: %(count)s. They keep the promise and the"
        " deadline that they began with; only applications begun from the first day on get this one."
    )
    list_display = ("kind", "working_days", "minutes", "since", "until")
    list_filter = (InForceFilter, "kind")
    list_select_related = ("kind",)
    ordering = ("kind__position", "-since")

    def get_fieldsets(self, request: HttpRequest, obj: KindPromise | None = None) -> Any:
        shown = ("kind", "minutes", "since", *(("until",) if obj else ()))
        about = _("A working day has %(minutes)s working minutes.") % {"minutes": WORKING_DAY}
        asked = (None, {"fields": shown, "description": about})
        return [(RUNNING, {"fields": ("running",)}), asked] if obj else [asked]

    @admin.display(description=_("working days"), ordering="minutes")
    def working_days(self, obj: KindPromise) -> str:
        return f"{obj.minutes / WORKING_DAY:.3g}"

    def save_model(self, request: HttpRequest, obj: KindPromise, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.pk = actions.promise(**form.cleaned_data, by=user_of(request)).pk

    def touched(self, obj: KindPromise) -> Count:
        return keeping.running(Application.objects.filter(kind=obj.kind_id))


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    form = forms.CategoryForm
    fixed = ("kind", "code")
    effect = _(
        "Running applications of this category: %(count)s. They go on in it when it is closed; a new name"
        " is shown to them at once."
    )
    list_display = ("named", "kind", "code", "priority", "is_open")
    list_filter = ("is_open", "kind")
    list_select_related = ("kind",)
    search_fields = ("code", *NAMES)
    ordering = ("kind__position", "priority", "code")
    fieldsets = (
        (None, {"fields": ("kind", "code", "priority", "is_open")}),
        (LANGUAGES, {"fields": (NAMES,)}),
    )

    def touched(self, obj: Category) -> Count:
        return keeping.running(Application.objects.filter(category=obj))


class AskingAdmin(DatedAdmin):
    """What a kind asks. Who has sent an application has answered: only drafts feel a change."""

    effect = _(
        "Drafts that feel it: %(count)s. They are asked what is in force on the day they are sent."
        " Applications that were sent keep what they answered."
    )
    fixed = ("kind", "code")
    list_filter = (InForceFilter, "kind", "is_required")
    list_select_related = ("kind", "category")
    ordering = ("kind__position", "position", "code", "-since")

    def touched(self, obj: Any) -> Count:
        asked = Application.objects.filter(kind=obj.kind_id)
        if obj.category_id is not None:
            asked = asked.filter(category=obj.category_id)
        return keeping.running(asked, drafts=True)


@admin.register(RequiredDocument)
class RequiredDocumentAdmin(AskingAdmin):
    form = forms.RequiredDocumentForm
    columns = ("kind", "category", "code", "is_required", "position", *NAMES, "since", "until")
    open_columns = ("position", *NAMES, "until")
    list_display = ("named", "kind", "category", "code", "is_required", "since", "until")
    search_fields = ("code", *NAMES)
    fieldsets = (
        (None, {"fields": ("kind", "category", "code", "is_required", "position")}),
        (LANGUAGES, {"fields": (NAMES,)}),
        (_("Days"), {"fields": (("since", "until"),)}),
    )


@admin.register(Question)
class QuestionAdmin(AskingAdmin):
    """The words of a question that was asked stay what they were: another row asks anew."""

    form = forms.QuestionForm
    columns = (
        "kind",
        "category",
        "code",
        "answer",
        "is_required",
        "position",
        *TEXTS,
        "since",
        "until",
    )
    open_columns = ("position", "until")
    list_display = ("asked", "kind", "category", "answer", "is_required", "since", "until")
    search_fields = ("code", *TEXTS)
    fieldsets = (
        (None, {"fields": ("kind", "category", "code", "answer", "is_required", "position")}),
        (LANGUAGES, {"fields": (TEXTS,)}),
        (_("Days"), {"fields": (("since", "until"),)}),
    )

    @admin.display(description=_("question"))
    def asked(self, obj: Question) -> str:
        return str(obj)


@admin.register(RefusalGround)
class RefusalGroundAdmin(CatalogueAdmin):
    """The words by which somebody was refused stay: a ground that was used is closed, and another one added."""

    form = forms.GroundForm
    effect = _(
        "Running applications with a refusal proposed on this ground: %(count)s. They keep it when it is"
        " closed. Once a ground was used, its article and words stay as they are."
    )
    list_display = ("article", "named", "code", "is_open")
    list_display_links = ("article", "named")
    list_filter = ("is_open",)
    search_fields = ("code", "article", *NAMES)
    ordering = ("article",)
    fieldsets = (
        (None, {"fields": ("code", "article", "is_open")}),
        (LANGUAGES, {"fields": (NAMES,)}),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: RefusalGround | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        is_used = obj.visarefusal_set.exists()
        return ("running", "code", *(("article", *NAMES) if is_used else ()))

    def touched(self, obj: RefusalGround) -> Count:
        proposed = Q(refusals__ground=obj, refusals__dropped_at__isnull=True)
        return keeping.running(Application.objects.filter(proposed))
