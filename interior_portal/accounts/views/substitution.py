"""Standing in for somebody who is absent: who does, who arranges it, and how it ends."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts import actions
from interior_portal.accounts.access import permitted, staff_at_work, user_of
from interior_portal.accounts.models import Posting, Substitution, User
from interior_portal.accounts.queries import (
    has_permission,
    stands_in_for,
    substitutions_of,
    units_where,
)
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE
from interior_portal.accounts.standing_in import (
    MOST_COLLEAGUES,
    colleagues_of,
    find_substitution,
    may_arrange,
    people_of,
    posts_of,
)
from interior_portal.accounts.substitution_form import SubstitutionForm
from interior_portal.accounts.views import substitution_rows as rows
from interior_portal.shared.bidi import isolate
from interior_portal.shared.refusals import Refused

MOST = 50
FIELD_OF = {
    "substitution_in_the_past": "starts_on",
    "substitution_ends_before_start": "ends_on",
    "stands_in_already": "substitute",
    "substitute_switched_off": "substitute",
}


@staff_at_work
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Who stands in for the reader, and for whom the reader stands in, today or later."""
    user = user_of(request)
    context = {
        "for_me": [rows.line(one, one.substitute) for one in substitutions_of(user)[:MOST]],
        "by_me": [rows.line(one, one.absent) for one in stands_in_for(user)[:MOST]],
        "arranges": has_permission(user, ACCOUNTS_SUBSTITUTE),
    }
    return render(request, "account/substitution.html", context)


@staff_at_work
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """Have a colleague stand in for oneself."""
    user = user_of(request)
    return _arrange(request, user, posts_of(user), reverse("account_substitution"))


@permitted(ACCOUNTS_SUBSTITUTE)
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Whose absence the reader arranges, at one of their units and below it, or at all; five queries."""
    user = user_of(request)
    units = list(units_where(user, ACCOUNTS_SUBSTITUTE).filter(is_active=True).order_by("path"))
    chosen = next((unit for unit in units if unit.code == request.GET.get("unit")), None)
    people = people_of(user)
    if chosen is not None:
        there = Posting.objects.active().filter(unit__path__startswith=chosen.path)
        people = people.filter(pk__in=there.values("user"))
    found = list(people[: rows.MOST_PEOPLE + 1])
    context = {
        "people": rows.people(found[: rows.MOST_PEOPLE]),
        "is_cut": len(found) > rows.MOST_PEOPLE,
        "units": units,
        "chosen": chosen,
    }
    return render(request, "account/substitution_colleagues.html", context)


@permitted(ACCOUNTS_SUBSTITUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def arrange_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Have somebody stand in for one of the reader's people."""
    user = user_of(request)
    absent = get_object_or_404(people_of(user), pk=pk)
    posts = [post for post in posts_of(absent) if may_arrange(user, post)]
    return _arrange(request, absent, posts, reverse("account_substitution_colleagues"))


def _arrange(request: HttpRequest, absent: User, posts: list[Posting], back: str) -> HttpResponse:
    """The form for somebody's absence, and what is sent by it."""
    user = user_of(request)
    found = colleagues_of(absent, posts).exclude(pk=user.pk) if posts else User.objects.none()
    form = SubstitutionForm(
        request.POST or None,
        colleagues=list(found[:MOST_COLLEAGUES]),
        posts=posts,
        is_own=absent.pk == user.pk,
    )
    if posts and form.is_valid() and (made := _made(form, absent, user)):
        told = {"name": isolate(str(made.substitute)), "absent": isolate(str(made.absent))}
        messages.success(request, _("%(name)s stands in for %(absent)s.") % told)
        return redirect("account_substitution_one", made.reference)
    context = {
        "form": form,
        "absent": absent,
        "is_own": form.is_own,
        "posts": rows.posts(posts),
        "arranged": [rows.line(one, one.substitute) for one in substitutions_of(absent)[:MOST]],
        "back": back,
    }
    return render(request, "account/substitution_new.html", context)


def _made(form: SubstitutionForm, absent: User, by: User) -> Substitution | None:
    try:
        return actions.substitute(
            absent=absent,
            substitute=form.substitute_chosen(),
            term=form.term(),
            by=by,
            reason=form.cleaned_data["reason"],
        )
    except Refused as error:
        field = FIELD_OF.get(error.refusal.code)
        form.add_error(field, str(error))
        return None


@staff_at_work
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One substitution, for those whom it concerns; POST ends it."""
    user = user_of(request)
    found = find_substitution(reference, user)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _end(request, found, user)
    state, word = rows.state_of(found)
    context = {
        "substitution": found,
        "state": state,
        "word": word,
        "rows": rows.details(found),
        "may_end": actions.why_not_end_substitution(found, user) is None,
    }
    return render(request, "account/substitution_one.html", context)


def _end(request: HttpRequest, found: Substitution, by: User) -> HttpResponse:
    try:
        actions.end_substitution(substitution=found, by=by)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The substitution is ended."))
    return redirect("account_substitution_one", found.reference)
