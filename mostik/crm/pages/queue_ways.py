"""Other ways to deal with an item of the day, each in place: write, meet, put off, give up, hand over; and back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.crm.catalog import POSTS, Written
from mostik.crm.commands import queue as commands
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.agenda import hand_over_activities
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.deals import LossForm
from mostik.crm.forms.queue import LaterForm, LetterForm, MeetForm
from mostik.crm.pages.asking import blame, number, sent
from mostik.crm.pages.queue import Last, after, asked, goes_on
from mostik.crm.queries.activities import activity_row
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.letters import Addressee, addressee_of_activity, addressee_of_deal, letter_templates
from mostik.crm.queries.pipelines import stages
from mostik.crm.queries.queue import queued_activity, queued_deal
from mostik.crm.rules.deals import reasons_fitting
from mostik.crm.rules.letters import Way, letter_link
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Invalid
from mostik.web import formats
from mostik.web.answers import dialog

#: Putting off in one press: what the button says, and the same as it would be typed.
LATER = (
    (gettext_lazy("In 2 hours"), "in 2 hours"),
    (gettext_lazy("Tomorrow"), "tomorrow"),
    (gettext_lazy("In 3 days"), "in 3 days"),
    (gettext_lazy("Next week"), "next week"),
)


def write(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Write to the client of a planned activity; a planned letter or message is finished with it."""
    to = addressee_of_activity(activity_id, viewer=request.actor)
    opened = queued_activity(activity_id, viewer=request.actor)
    asks = opened.item.deal_id if to.kind and opened.asks_next_step else None
    return _write(request, to, reverse("crm:queue_write", args=[activity_id]), opened.item.key, asks)


def write_on(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write to the client of a deal without a step, then ask for the step."""
    to = addressee_of_deal(deal_id, viewer=request.actor)
    return _write(request, to, reverse("crm:queue_write_on", args=[deal_id]), f"deal-{deal_id}", deal_id)


def meet(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Book a meeting on a deal, minding one's own other meetings; the item it was booked from stays opened."""
    opened = queued_deal(deal_id, viewer=request.actor)
    form = MeetForm(sent(request), viewer=request.actor)

    def book() -> HttpResponse:
        said = form.cleaned_data
        what = {"due_at": said["step"].due_at, "title": said["place"] or said["step"].title, "promised": True}
        made = plan_activity(by=request.actor, kind=ActivityKind.MEETING, deal_id=deal_id, **what)
        words = _("Meeting booked: %(when)s") % {"when": formats.moment(said["step"].due_at)}
        return goes_on(request, Last(words, reverse("crm:queue_undo", args=[made])), open_key=_item_key(request))

    words = {"title": _("Book a meeting"), "submit": _("Book"), "reads": "place", "key": opened.item.key}
    return _ask(request, form, words | {"address": reverse("crm:queue_meet", args=[deal_id])}, book)


def later(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Put a planned activity off until a moment said in one line."""
    activity_row(activity_id, viewer=request.actor)
    form = LaterForm(sent(request), viewer=request.actor)

    def put_off() -> HttpResponse:
        until = form.cleaned_data["step"].due_at
        commands.put_off_activity(by=request.actor, activity_id=activity_id, due_at=until)
        words = _("Put off until %(when)s") % {"when": formats.moment(until)}
        return goes_on(request, Last(words, reverse("crm:queue_back", args=[activity_id])))

    words = {"title": _("Put it off"), "submit": _("Put off"), "reads": "until", "later": LATER}
    words |= {"key": f"activity-{activity_id}", "address": reverse("crm:queue_later", args=[activity_id])}
    return _ask(request, form, words, put_off)


def put_back(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back a putting off."""
    commands.put_back_activity(by=request.actor, activity_id=activity_id)
    return goes_on(request, Last(_("Taken back")), open_key=f"activity-{activity_id}")


def lose(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal up, saying why; its waiting steps go with it."""
    row = deal_values(deal_id, viewer=request.actor)
    here = stages(viewer=request.actor)[row.stage_id]
    form = LossForm(sent(request), viewer=request.actor, fitting=reasons_fitting(here, row.reached))
    title, submit = (
        (_("The lead is rejected"), _("Reject the lead")) if here.lead else (_("The deal is lost"), _("Lose the deal"))
    )

    def give_up() -> HttpResponse:
        commands.give_up_deal(by=request.actor, deal_id=deal_id, **form.loss)
        return goes_on(request, Last(title, reverse("crm:queue_take_up", args=[deal_id]), _from(request)))

    words = {"title": title, "submit": submit, "danger": True, "key": _item_key(request) or f"deal-{deal_id}"}
    return _ask(request, form, words | {"address": reverse("crm:queue_lose", args=[deal_id])}, give_up)


def take_up(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take back a loss."""
    commands.take_up_deal(by=request.actor, deal_id=deal_id)
    return goes_on(request, Last(_("Taken back")), open_key=_item_key(request) or f"deal-{deal_id}")


def hand_over(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal with its steps to another person; the way back gives it to whom it was."""
    row = deal_values(deal_id, viewer=request.actor)
    address = reverse("crm:queue_hand_over", args=[deal_id])

    def give(to: int) -> None:
        hand_over_deal(by=request.actor, deal_id=deal_id, owner_id=to)

    return _hand_over(request, address, row.owner_id, f"deal-{deal_id}", give)


def hand_over_step(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Give a planned activity without a deal to another person."""
    row = activity_row(activity_id, viewer=request.actor)
    address = reverse("crm:queue_hand_over_step", args=[activity_id])

    def give(to: int) -> None:
        hand_over_activities(by=request.actor, activity_ids=[activity_id], owner_id=to)

    return _hand_over(request, address, row.owner_id, f"activity-{activity_id}", give)


def _hand_over(request: HttpRequest, address: str, was: int, key: str, give: Callable[[int], None]) -> HttpResponse:
    form = HandOverForm(sent(request), viewer=request.actor)

    def go() -> HttpResponse:
        to = form.cleaned_data["owner"]
        give(to)
        if "back" in request.POST:
            return goes_on(request, Last(_("Taken back")), open_key=_item_key(request) or key)
        names = dict(form.fields["owner"].choices)  # type: ignore[attr-defined]
        words = _("Handed over: %(name)s") % {"name": names[to]}
        return goes_on(request, Last(words, address, (("owner", was), ("back", "1"), *_from(request))))

    words = {"title": _("Hand over"), "submit": _("Hand over"), "key": _item_key(request) or key, "address": address}
    return _ask(request, form, words, go)


def _write(request: HttpRequest, to: Addressee, address: str, key: str, asks: int | None) -> HttpResponse:
    viewer = request.actor
    offered = list(letter_templates(viewer=viewer))
    chosen = number(request.GET, "template")
    template = next((each for each in offered if each.pk == chosen), None)
    goes = {way: words for post in POSTS if to.deal_id for way, words in post.ways(to.deal_id, viewer=viewer).items()}
    form = LetterForm(sent(request), to=to, goes=goes, template=template, way=request.GET.get("way", ""))

    def record() -> HttpResponse:
        link, done = "", _("It is on its way")
        if not form.leaves:
            way, said = Way(form.cleaned_data["way"]), form.cleaned_data
            link, done = letter_link(way, to.ways[way], subject=said["subject"], text=said["text"]), _("Written down")
        made = _recorded(request, to, form)
        if asks or to.kind:
            return after(request, ActivityResult.DONE, done, made, link=link)
        last = Last(done, reverse("crm:queue_undo", args=[made]), (("item", key),), link)
        return goes_on(request, last, open_key=key)

    submit = _("Send") if goes else _("Record and take along")
    words = {"title": _("Write"), "submit": submit, "key": key, "address": address, "asks": asks}
    ways = form.fields["way"].choices  # type: ignore[attr-defined]
    context = words | {"templates": offered, "chosen": chosen, "ways": ways, "goes": goes}
    return _ask(request, form, context, record, template="crm/queue/_write.html")


def _recorded(request: HttpRequest, to: Addressee, form: LetterForm) -> int:
    """Record what was written, as the planned letter's end where one was planned, and return its number."""
    said = form.cleaned_data
    about = {"deal_id": to.deal_id, "company_id": to.company_id, "contact_id": to.contact_id}
    written = Written(way=said["way"], subject=said["subject"], text=said["text"], **about)
    planned = to.activity_id if to.kind else None
    return commands.write(by=request.actor, activity_id=planned, kind=form.kind, written=written, leaves=form.leaves)


def _ask(
    request: HttpRequest,
    form: Any,
    words: dict[str, Any],
    act: Callable[[], HttpResponse],
    *,
    template: str = "crm/queue/_ask.html",
) -> HttpResponse:
    """Show a form in the place where the item is worked; when it is filled in, act."""
    if form.is_valid():
        try:
            return act()
        except Invalid as refusal:
            blame(form, refusal)
    context = asked(request) | {"form": form, "item_key": _item_key(request), **words}
    return dialog(request, template, context, status=422 if form.is_bound else 200)


def _item_key(request: HttpRequest) -> str:
    """Return the item the way was taken from: a deal is also reached from one of its steps."""
    return (request.POST if request.method == "POST" else request.GET).get("item", "")[:40]


def _from(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    key = _item_key(request)
    return (("item", key),) if key else ()
