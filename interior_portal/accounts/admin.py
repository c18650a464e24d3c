"""Users, units and postings, for administrators. What changes here leaves a line in the ledger."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interior_portal.accounts import actions
from interior_portal.accounts.models import Posting, Substitution, Unit, User
from interior_portal.accounts.registry import roles
from interior_portal.accounts.sessions import user_of
from interior_portal.audit.actions import record
from interior_portal.shared.refusals import Refused

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BaseForm = forms.ModelForm[Any]
else:
    BaseAdmin, BaseForm = admin.ModelAdmin, forms.ModelForm


class LedgerAdmin(BaseAdmin):
    """Nothing is deleted; every row that is added or changed is told to the ledger."""

    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.tell_ledger(request, obj, form.changed_data, change=change)

    def tell_ledger(
        self, request: HttpRequest, obj: Any, fields: list[str], *, change: bool
    ) -> None:
        """Names of fields, never their values."""
        kind = obj._meta.model_name
        record(
            action=f"{obj._meta.app_label}.{kind}.{'changed' if change else 'added'}",
            by=user_of(request),
            subject_kind=kind,
            subject_ref=str(obj.pk),
            data={"fields": fields},
        )


class UserForm(BaseForm):
    """An account of staff or of a citizen; passwords are given by an action, never typed here."""

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "is_staff", "is_superuser"]

    def clean_email(self) -> str | None:
        return (self.cleaned_data["email"] or "").lower() or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_staff") and cleaned.get("phone") and not cleaned.get("email"):
            raise ValidationError(
                _("Somebody who works for the Authority needs an e-mail address.")
            )
        return cleaned


@admin.register(User)
class UserAdmin(LedgerAdmin):
    form = UserForm
    list_display = ["name", "email", "phone", "is_staff", "is_active"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["name", "email", "phone"]
    ordering = ["name", "pk"]
    readonly_fields = ["is_active", "joined_at", "last_login"]
    actions = ["disable", "enable", "give_password", "reset_second_factor"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Switch off, and sign out everywhere"))
    def disable(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, actions.disable_user)

    @admin.action(description=gettext_lazy("Switch on again"))
    def enable(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, actions.enable_user)

    @admin.action(description=gettext_lazy("Take away a lost second factor"))
    def reset_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, actions.reset_second_factor)

    @admin.action(description=gettext_lazy("Give a temporary password"))
    def give_password(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, actions.give_temporary_password)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[User], action: Callable[..., str | None]
    ) -> None:
        """One result for every row; a refused one does not hold up the others."""
        for user in chosen:
            try:
                told = action(user=user, by=user_of(request))
            except Refused as error:
                text = _("%(name)s: not done. %(reason)s") % {"name": user, "reason": error}
                self.message_user(request, text, messages.ERROR)
                continue
            text = _("%(name)s: done.") % {"name": user}
            if told:
                text = _("%(name)s: the temporary password is %(password)s") % {
                    "name": user,
                    "password": told,
                }
            self.message_user(request, text, messages.SUCCESS)


class UnitForm(BaseForm):
    """Refuses what `move_unit` would refuse; `by` is set by the page."""

    by: User

    class Meta:
        model = Unit
        fields = ["code", "kind", "parent", "name_ar", "name_kmr", "name_en", "is_active"]

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        before = self.initial.get("parent")
        if self.instance.pk and parent and parent.pk != before:
            unit = Unit.objects.get(pk=self.instance.pk)
            refusal = actions.why_not_move(unit=unit, parent=parent, by=self.by)
            if refusal:
                raise ValidationError(str(refusal))
        return parent


@admin.register(Unit)
class UnitAdmin(LedgerAdmin):
    form = UnitForm
    list_display = ["name", "code", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code", "name_ar", "name_kmr", "name_en"]
    ordering = ["path"]

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> list[str]:
        return ["code", "kind"] if obj else []

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.by = user_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        parent = obj.parent
        if not (change and parent and "parent" in form.changed_data):
            super().save_model(request, obj, form, change)
            return
        obj.parent_id = form.initial["parent"]
        super().save_model(request, obj, form, change)
        actions.move_unit(unit=obj, parent=parent, by=user_of(request))


class PostingForm(BaseForm):
    """The roles are those that apps registered; `by` is set by the page."""

    by: User
    role = forms.ChoiceField(
        label=gettext_lazy("role"), choices=lambda: [(one.code, one.label) for one in roles()]
    )

    class Meta:
        model = Posting
        fields = ["user", "unit", "role", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.instance.pk:
            refusal = actions.why_not_post(**cleaned, by=self.by)
            if refusal:
                raise ValidationError(str(refusal))
        return cleaned


class EndPostingForm(BaseForm):
    """Of a posting that exists, only its end can be set."""

    ends_on = forms.DateField(label=gettext_lazy("until"), widget=AdminDateWidget, required=True)

    class Meta:
        model = Posting
        fields = ["ends_on"]


@admin.register(Posting)
class PostingAdmin(LedgerAdmin):
    list_display = ["user", "role", "unit", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__name", "user__email", "unit__code"]
    autocomplete_fields = ["user", "unit"]
    ordering = ["-pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Posting | None = None) -> list[str]:
        return ["user", "unit", "role", "starts_on"] if obj else []

    def get_form(
        self, request: HttpRequest, obj: Posting | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = EndPostingForm if obj else PostingForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = user_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: Posting, form: Any, change: bool) -> None:
        by = user_of(request)
        if change:
            actions.end_posting(posting=obj, ends_on=form.cleaned_data["ends_on"], by=by)
        else:
            obj.pk = actions.post(**form.cleaned_data, by=by).pk


@admin.register(Substitution)
class SubstitutionAdmin(BaseAdmin):
    """Read and ended here; they are arranged on the pages of the portal."""

    actions = ["end"]
    list_display = ("reference", "absent", "substitute", "unit", "starts_on", "ends_on", "ended_at")
    list_filter = ["starts_on"]
    list_select_related = ["absent", "substitute", "unit"]
    search_fields = ["reference", "absent__name", "substitute__name", "unit__code"]
    fields = readonly_fields = (
        *("reference", "absent", "substitute", "unit", "starts_on", "ends_on", "ended_at"),
        *("roles", "reason", "given_by", "given_at"),
    )
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("End now"))
    def end(self, request: HttpRequest, chosen: QuerySet[Substitution]) -> None:
        """One result for every row; a refused one does not hold up the others."""
        for substitution in chosen.select_related("absent", "substitute", "unit"):
            facts = {"name": substitution.reference}
            try:
                actions.end_substitution(substitution=substitution, by=user_of(request))
            except Refused as error:
                text = _("%(name)s: not done. %(reason)s") % {**facts, "reason": error}
                self.message_user(request, text, messages.ERROR)
            else:
                self.message_user(request, _("%(name)s: done.") % facts, messages.SUCCESS)
