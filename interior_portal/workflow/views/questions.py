"""The pages of questions: where a desk answers, and what the buttons of those who ask do."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import Refused
from interior_portal.ui.forms import PortalForm
from interior_portal.workflow import engine, registry
from interior_portal.workflow.forms.questions import AnswerForm, AskForm, RemindForm, WithdrawForm
from interior_portal.workflow.queries import procedure_of, why_not_claim
from interior_portal.workflow.views import answering, going_on
from interior_portal.workflow.views.answering import SeenQuestion
from interior_portal.workflow.views.presenters import case_href

DRAFT = "draft"


@signed_in
@require_safe
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions of one case: those that the reader's desk answers, and those that their case asks."""
    user = user_of(request)
    case = answering.case_for(reference, user)
    asked, to_answer = answering.panel(case, user), answering.questions_to(case, user)
    if not asked and not to_answer:
        raise Http404
    context = {
        "case": case,
        "to_answer": to_answer,
        "case_href": case_href(case.procedure, case.reference) if asked else "",
    }
    return render(request, "workflow/questions/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """One question: what is asked, its rounds, and the form of the answer for who has taken it."""
    user = user_of(request)
    seen = answering.seen_question(reference, slug, user)
    _note(seen, request)
    item = answering.open_item(seen.latest)
    holds = item is not None and item.claimed_by_id == user.pk and seen.may_answer
    if holds and item is not None and item.lease_until is not None:
        engine.renew(item_id=item.pk, by=user)
    form_class = registry.find_answer_form(seen.question.code) or AnswerForm
    form = None
    if request.method == "POST":
        form = form_class(request.POST, question=seen.question)
        if done := _carry_out(request, seen, form):
            return done
    elif holds:
        form = form_class.of_draft(seen.question, seen.latest.draft)
    context = {
        "seen": seen,
        "asked": seen.latest,
        "subject": answering.subject_rows(seen.latest, seen.question),
        "asked_rows": answering.asked_rows(seen),
        "rounds": answering.history(seen),
        "item": item,
        "holds": holds,
        "why_not_take": why_not_claim(item, user) if item is not None and not holds else None,
        "form": form if holds else None,
        "take_key": uuid.uuid4(),
    }
    return render(request, "workflow/questions/question.html", context)


def _carry_out(request: HttpRequest, seen: SeenQuestion, form: AnswerForm) -> HttpResponse | None:
    """Save the draft or give the answer; None shows the form again with what is wrong."""
    user, asked = user_of(request), seen.latest
    try:
        if request.POST.get("do") == DRAFT:
            engine.keep_draft(referral_id=asked.pk, by=user, draft=form.draft())
            messages.success(request, _("The draft is saved. Nobody but you has been told."))
            return redirect(request.path)
        if not form.is_valid():
            return None
        given = form.answer()
        engine.answer(
            referral_id=asked.pk,
            by=user,
            outcome=given.outcome,
            note=given.note,
            data=given.data,
            key=str(form.cleaned_data["key"]),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(request, _("The answer is given, and the case that asked has it."))
    return going_on.go_on_from_question(request)


def _note(seen: SeenQuestion, request: HttpRequest) -> None:
    """Seeing what a question is about is seeing a person's matter: the ledger is told."""
    audit.record(
        action="workflow.question.seen",
        by=user_of(request),
        subject_kind="case",
        subject_ref=seen.case.reference,
        data={"question": seen.question.code, "round": seen.latest.round},
    )


@signed_in
@require_POST
def take(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Take the question: from now on others see whose it is."""
    return _hold(request, reference, slug, engine.claim)


@signed_in
@require_POST
def put_back(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Give the question back to its queue."""
    return _hold(request, reference, slug, engine.release)


def _hold(
    request: HttpRequest, reference: str, slug: str, act: Callable[..., object]
) -> HttpResponse:
    user = user_of(request)
    seen = answering.seen_question(reference, slug, user)
    item = answering.open_item(seen.latest)
    if item is None:
        messages.error(request, _("This question has been answered or withdrawn already."))
    else:
        _try(request, lambda: act(item_id=item.pk, by=user))
    return redirect("workflow:question", reference=reference, slug=slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Put a question to the unit that answers it. What is wrong is said on a page that keeps the remark."""
    user = user_of(request)
    case, code = answering.case_for(reference, user), slug.replace("-", ".")
    if code not in procedure_of(case).questions or not answering.works_on(case, user):
        raise Http404
    if request.method != "POST":
        return _back(request, reference)
    form = AskForm(request.POST)
    if _is_right(request, form):
        words = form.cleaned_data
        done = _try(
            request,
            lambda: engine.refer(
                case_id=case.pk,
                question=code,
                by=user,
                version=words["version"],
                key=str(words["key"]),
                remark=words["remark"],
            ),
        )
        if done:
            messages.success(
                request, _("The question is asked. Below you see when the answer is due.")
            )
            return _back(request, reference)
    written = {"remark": request.POST.get("remark", ""), "version": case.version}
    return _again(request, reference, AskForm(initial=written), _("Ask this question"))


@signed_in
@require_POST
def remind(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Remind the desk that answers."""
    seen, form = _asked_by_reader(request, reference, slug), RemindForm(request.POST)
    if _is_right(request, form):
        key = str(form.cleaned_data["key"])
        by, referral_id = user_of(request), seen.latest.pk
        if _try(request, lambda: engine.remind(referral_id=referral_id, by=by, key=key)):
            messages.success(request, _("The desk is reminded."))
    return _back(request, reference)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Take a question back, with the reason. What is wrong is said on a page that keeps it."""
    seen, form = _asked_by_reader(request, reference, slug), WithdrawForm(request.POST)
    if request.method != "POST":
        return _back(request, reference)
    if _is_right(request, form):
        words, by, referral_id = form.cleaned_data, user_of(request), seen.latest.pk
        done = _try(
            request,
            lambda: engine.withdraw_question(
                referral_id=referral_id, by=by, reason=words["reason"], key=str(words["key"])
            ),
        )
        if done:
            messages.success(request, _("The question is withdrawn."))
            return _back(request, reference)
    written = {"reason": request.POST.get("reason", "")}
    return _again(request, reference, WithdrawForm(initial=written), _("Withdraw the question"))


def _asked_by_reader(request: HttpRequest, reference: str, slug: str) -> SeenQuestion:
    seen = answering.seen_question(reference, slug, user_of(request))
    if not seen.asks:
        raise Http404
    return seen


def _is_right(request: HttpRequest, form: PortalForm) -> bool:
    """Whether the form may be carried out; else its faults are said above the page one comes back to."""
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))
    return form.is_valid()


def _try(request: HttpRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return True


def _again(request: HttpRequest, reference: str, form: PortalForm, title: str) -> HttpResponse:
    """A page of its own for what could not be done, with what was typed, for the case as it stands now."""
    context = {"form": form, "title": title, "back_href": _way_back(request, reference)}
    return render(request, "workflow/questions/again.html", context)


def _back(request: HttpRequest, reference: str) -> HttpResponse:
    return redirect(_way_back(request, reference))


def _way_back(request: HttpRequest, reference: str) -> str:
    """The page with the panel, or the questions of the case."""
    wanted = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("workflow:questions", args=[reference])
