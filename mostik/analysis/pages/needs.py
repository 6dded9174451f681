"""What clients need on screen: the register, one need, what was heard on a deal, passing on and answering."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mostik.analysis.commands import need_joins
from mostik.analysis.commands import needs as commands
from mostik.analysis.forms.needs import AnswerNeedForm, HearForm, JoinForm, NeedForm, PassForm, fresh_asking, known_of
from mostik.analysis.models import Need
from mostik.analysis.queries import needs as queries
from mostik.analysis.terms import NeedKind, NeedState, NeedVerdict
from mostik.core import clock, company
from mostik.core.actors import SYSTEM
from mostik.core.guests import by_link
from mostik.core.rights import EXPORT
from mostik.crm.queries.pipelines import products
from mostik.kernel.money import Money
from mostik.people.queries.people import directory, working
from mostik.web import tables
from mostik.web.answers import done, stay, with_undo
from mostik.web.asked import numbers_in
from mostik.web.asking import ask, ask_here, sent, tried

KEEP, HEAR = commands.KEEP, commands.HEAR
#: How often an address may open a letter's link.
PER_MINUTE = 30


def table(request: HttpRequest) -> tables.Table:
    """Return the register: what is asked most, and what it is worth, first."""
    goods = [(str(pk), title) for pk, title in products(viewer=request.actor).items()]
    return tables.Table(
        code="needs",
        columns=COLUMNS,
        filters=(
            tables.multichoice_filter(
                "state", gettext_lazy("State"), [(each.value, words) for each, (words, _t) in queries.STATES.items()]
            ),
            tables.multichoice_filter(
                "kind", gettext_lazy("Kind"), [(each.value, words) for each, words in queries.KINDS.items()]
            ),
            tables.choice_filter("product", gettext_lazy("Product"), goods),
            tables.yes_no_filter("late", gettext_lazy("Answer is late"), apply=_late),
        ),
        search=tables.text_search("title", "about", "answer"),
        search_words=gettext_lazy("Need, answer"),
        default_sort="-clients",
        bulk=(
            tables.BulkAction(
                code="remove", title=gettext_lazy("Remove"), url_name="analysis:needs_remove", needs=KEEP, danger=True
            ),
        ),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing was heard yet"),
        empty_text=gettext_lazy("On a deal's card write down what the client asks for: here it is counted and valued."),
    )


def list_needs(request: HttpRequest) -> HttpResponseBase:
    """List what clients need, and offer to bring back what was removed just now."""
    context = {"removed": numbers_in(request.GET.getlist("removed"))}
    rows = queries.needs(viewer=request.actor)
    return tables.answer(request, "analysis/needs/list.html", table(request), rows, context)


def show_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Show a need: what it is worth, who said it, what was answered."""
    row, viewer = queries.need(need_id, viewer=request.actor), request.actor
    voices = queries.voices(row, viewer=viewer)
    words, tone = queries.STATES[NeedState(row.state)]
    verdict = queries.VERDICTS[NeedVerdict(row.verdict)] if row.verdict else None
    context = {
        "crumbs": [(_("Needs of clients"), reverse("analysis:needs")), (row.title, "")],
        "row": row,
        "kind": queries.KINDS[NeedKind(row.kind)],
        "state": {"words": words, "tone": tone},
        "verdict": {"words": verdict[0], "tone": verdict[1]} if verdict else None,
        "voices": voices,
        "untold": sum(not each.told for each in voices) if row.verdict else 0,
        "open": _money(row.open_minor),
        "lost": _money(row.lost_minor),
        "late": _is_late(row),
        "may_keep": viewer.may(KEEP),
        "may_answer": row.state != NeedState.ANSWERED and (row.asked_id == viewer.id or viewer.may(commands.ANSWER)),
        "answered": row.state == NeedState.ANSWERED,
        "joined": queries.joined(row, viewer=viewer),
        "sending": getattr(row, "sending", None) if row.asked_address else None,
        "link": queries.link_to(row) if viewer.may(KEEP) else "",
    }
    return render(request, "analysis/needs/need.html", context)


def needs_of_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show on a deal's card what its client asks for, with what was answered."""
    lines = [
        {
            "voice": each,
            "state": queries.STATES[NeedState(each.need.state)],
            "verdict": queries.VERDICTS[NeedVerdict(each.need.verdict)] if each.need.verdict else None,
        }
        for each in queries.needs_of_deal(deal_id, viewer=request.actor)
    ]
    context = {"lines": lines, "deal": deal_id, "may_hear": request.actor.may(HEAR), "here": request.path}
    return render(request, "analysis/needs/_of_deal.html", context)


def hear_need(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write down what a client of a deal asks for."""
    queries.needs_of_deal(deal_id, viewer=request.actor)
    known = queries.offered(viewer=request.actor)
    form = HearForm(sent(request), initial={"kind": NeedKind.FEATURE.value}, known=known, products=_products(request))

    def act() -> None:
        need = form.cleaned_data["need"]
        said = None if need else form.said
        words = form.cleaned_data["words"]
        commands.hear_need(by=request.actor, deal_id=deal_id, words=words, need_id=need, said=said)

    words = {
        "title": _("What the client asks for"),
        "submit": _("Write it down"),
        "address": reverse("analysis:need_hear", args=[deal_id]),
        "like_url": reverse("analysis:needs_like"),
    }
    then = lambda: stay(_("Written down"), refresh="needs")  # noqa: E731
    return ask(request, form, words, act, then, template="analysis/needs/hear.html")


def needs_like(request: HttpRequest) -> HttpResponse:
    """Say which needs are like what is being typed, so that none is written down twice."""
    found = queries.needs_like(request.GET.get("title", "")[:120], viewer=request.actor)
    return render(request, "analysis/needs/_like.html", {"found": found})


def take_voice_back(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Take back what was written of a client's asking."""
    commands.take_voice_back(by=request.actor, voice_id=voice_id)
    return stay(_("Taken back"), refresh="needs")


def say_told(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Say that a client was told the answer, or was not after all."""
    commands.say_told(by=request.actor, voice_id=voice_id, told="not" not in request.POST)
    return stay(_("Written down"), refresh="needs")


def edit_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Call a need otherwise."""
    row = queries.need(need_id, viewer=request.actor)
    form = NeedForm(sent(request), initial=known_of(row), products=_products(request), people=_people(request))

    def act() -> None:
        commands.name_need(by=request.actor, need_id=row.pk, said=form.said, owner_id=form.cleaned_data["owner"])

    return _asked(request, row, form, act, (_("Change"), _("Save")))


def join_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say that a need is another one."""
    row = queries.need(need_id, viewer=request.actor)
    form = JoinForm(sent(request), others=queries.others(row, viewer=request.actor))

    undo, page = reverse("analysis:need_part", args=[row.pk]), reverse("analysis:need", args=[row.pk])
    return ask_here(
        request,
        form,
        {
            "title": f"{_('It is the same as another')}: {row.title}",
            "submit": _("Join them"),
            "said": with_undo(_("Joined."), undo, page),
        },
        lambda: need_joins.join_needs(by=request.actor, need_id=row.pk, into_id=form.cleaned_data["into"]),
        page,
    )


def part_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Take a join back: a need is one of its own again."""
    need_joins.part_needs(by=request.actor, need_id=need_id)
    return done(request, reverse("analysis:need", args=[need_id]), _("It is a need of its own again."))


def pass_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Pass a need to who makes the product."""
    row = queries.need(need_id, viewer=request.actor)
    form = PassForm(sent(request), initial=fresh_asking(row), people=_people(request))

    def act() -> None:
        said = form.cleaned_data
        asked = {"asked_id": said["asked"], "address": said["address"], "answer_by": said["answer_by"]}
        commands.pass_need(by=request.actor, need_id=row.pk, **asked)

    return _asked(request, row, form, act, (_("Ask those who make the product"), _("Ask")))


def answer_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Answer a need."""
    row = queries.need(need_id, viewer=request.actor)
    form = AnswerNeedForm(sent(request))

    def act() -> None:
        commands.answer_need(by=request.actor, need_id=row.pk, **form.said)

    return _asked(request, row, form, act, (_("Answer"), _("Answer")))


def send_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Send the letter once more."""
    commands.send_need_again(by=request.actor, need_id=need_id)
    return done(request, reverse("analysis:need", args=[need_id]), _("The letter goes again."))


opened = by_link("need", partial(queries.asked_outside, viewer=SYSTEM), queries.language_of, per_minute=PER_MINUTE)


@opened
def need_outside(request: HttpRequest, token: str, *, row: Need) -> HttpResponse:  # noqa: ARG001 - the row is its
    """Let whoever got the letter answer, on a page of their own."""
    form = AnswerNeedForm(sent(request))

    def act() -> bool:
        commands.answer_need(by=SYSTEM, need_id=row.pk, who=row.asked_address, **form.said)
        return True

    is_open = row.state == NeedState.PASSED
    if is_open and tried(form, act):
        return done(request, request.path, _("Thank you: your answer is kept."))
    context = {
        "row": row,
        "form": form if is_open else None,
        "verdict": queries.VERDICTS[NeedVerdict(row.verdict)] if row.verdict else None,
        "company": company.choice("name"),
        "language": get_language(),
    }
    status = 422 if request.method == "POST" and is_open else 200
    return render(request, "analysis/needs/outside.html", context, status=status)


def reopen_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Take an answer off, to ask anew."""
    commands.reopen_need(by=request.actor, need_id=need_id)
    return done(request, reverse("analysis:need", args=[need_id]), _("Open again"))


def remove_needs(request: HttpRequest) -> HttpResponse:
    """Remove the picked needs and offer to bring them back."""
    rows = tables.picked(table(request), queries.needs(viewer=request.actor), request)
    gone = commands.remove_needs(by=request.actor, need_ids=list(rows.values_list("pk", flat=True)))
    return done(request, f"{reverse('analysis:needs')}?{urlencode({'removed': gone}, doseq=True)}")


def restore_needs(request: HttpRequest) -> HttpResponse:
    """Bring removed needs back."""
    commands.restore_needs(by=request.actor, need_ids=numbers_in(request.POST.getlist("removed")))
    return done(request, reverse("analysis:needs"), _("It is in the register again"))


def _asked(request: HttpRequest, row: Need, form: Any, act: Callable[[], None], words: tuple[str, str]) -> HttpResponse:
    title, submit = words
    told = {"title": f"{title}: {row.title}", "submit": submit, "said": _("Saved")}
    return ask_here(request, form, told, act, reverse("analysis:need", args=[row.pk]))


def _products(request: HttpRequest) -> list[tuple[int, str]]:
    return list(products(viewer=request.actor).items())


def _people(request: HttpRequest) -> list[tuple[int, str]]:
    rows = working(directory(viewer=request.actor), viewer=request.actor).order_by("last_name", "first_name", "pk")
    return [(row.pk, row.short_name) for row in rows]


def _voices(row: Need) -> str:
    """Return where the clients and deals behind a need's figures stand."""
    return f"{reverse('analysis:need', args=[row.pk])}#voices"


def _money(minor: int) -> Money | None:
    return queries.ours(minor) if minor else None


def _is_late(row: Need) -> bool:
    return row.state == NeedState.PASSED and row.answer_by is not None and row.answer_by < clock.today()


def _late(rows: Any, value: bool) -> Any:  # noqa: FBT001 - as filters call it
    late = rows.filter(state=NeedState.PASSED, answer_by__lt=clock.today())
    return late if value else rows.exclude(pk__in=late.values("pk"))


def _state(row: Need) -> tables.Badge:
    if row.verdict:
        words, tone = queries.VERDICTS[NeedVerdict(row.verdict)]
        return tables.Badge(words, tone)
    if _is_late(row):
        return tables.Badge(_("answer is late"), "bad")
    return tables.Badge(*queries.STATES[NeedState(row.state)])


COLUMNS = (
    tables.Column(
        key="title",
        title=gettext_lazy("What is asked for"),
        value=lambda row: row.title,
        main=True,
        sort=("title",),
        url=lambda row: reverse("analysis:need", args=[row.pk]),
    ),
    tables.Column(
        key="clients",
        title=gettext_lazy("Clients"),
        value=lambda row: row.clients,
        kind="number",
        sort=("clients",),
        url=_voices,
    ),
    tables.Column(
        key="open",
        title=gettext_lazy("At stake now"),
        value=lambda row: _money(row.open_minor),
        kind="money",
        sort=("open_minor",),
        url=_voices,
    ),
    tables.Column(
        key="lost",
        title=gettext_lazy("Lost with it"),
        value=lambda row: _money(row.lost_minor),
        kind="money",
        sort=("lost_minor",),
        url=_voices,
    ),
    tables.Column(
        key="heard", title=gettext_lazy("Heard last"), value=lambda row: row.heard_on, kind="day", sort=("heard_on",)
    ),
    tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
    tables.Column(
        key="kind",
        title=gettext_lazy("Kind"),
        value=lambda row: queries.KINDS[NeedKind(row.kind)],
        hide_on_phone=True,
    ),
    tables.Column(
        key="product",
        title=gettext_lazy("Product"),
        value=lambda row: row.product.title if row.product else "",
        hide_on_phone=True,
    ),
    tables.Column(
        key="owner", title=gettext_lazy("Who keeps it"), value=lambda row: row.owner.short_name, default_hidden=True
    ),
)
