"""Screens of audiences: the list, the editor with its live count, the card with members, call lists, campaigns."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.crm.commands import segments as commands
from mostik.crm.forms.segments import SUBJECTS, CallListForm, CampaignForm, SegmentForm, told
from mostik.crm.pages.asking import ask, blame, number, sent
from mostik.crm.pages.client_table import company_table
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.pages.contact_table import contact_table
from mostik.crm.pages.deal_table import deal_table
from mostik.crm.queries import segments as queries
from mostik.crm.queries.audiences import condition, editor
from mostik.crm.rules.segments import audience
from mostik.kernel.refusals import Invalid
from mostik.web import tables
from mostik.web.answers import done
from mostik.web.asked import numbers_in

TABLES = {"company": company_table, "contact": contact_table, "deal": deal_table}
COLUMNS = (
    tables.Column(
        key="title",
        title=gettext_lazy("Segment"),
        value=lambda row: row.title,
        sort=("title",),
        main=True,
        url=lambda row: reverse("crm:segment", args=[row.pk]),
    ),
    tables.Column(key="subject", title=gettext_lazy("Who"), value=lambda row: dict(SUBJECTS)[row.subject]),
    tables.Column(
        key="live",
        title=gettext_lazy("Kind"),
        value=lambda row: tables.Badge(gettext_lazy("live") if row.live else gettext_lazy("snapshot")),
        kind="badge",
    ),
    tables.Column(key="owner", title=gettext_lazy("Owner"), value=lambda row: row.owner.short_name, kind="person"),
    tables.Column(
        key="created_at",
        title=gettext_lazy("Added"),
        value=lambda row: row.created_at,
        kind="day",
        sort=("created_at",),
    ),
)
TABLE = tables.Table(
    code="segments",
    columns=COLUMNS,
    filters=(tables.choice_filter("subject", gettext_lazy("Who"), SUBJECTS),),
    search=tables.text_search("title"),
    search_words=gettext_lazy("Name"),
    default_sort="title",
    empty_title=gettext_lazy("No segments yet"),
    empty_text=gettext_lazy("Choose clients by any condition: by deals, money, silence, region."),
)


def segment_list(request: HttpRequest) -> HttpResponseBase:
    """List the segments one may use."""
    rows = queries.visible_segments(request.actor).select_related("owner")
    context = {"tabs": client_tabs(request, "crm:segments"), "removed": number(request.GET, "removed")}
    return tables.answer(request, "crm/segments/list.html", TABLE, rows, context)


def segment(request: HttpRequest, segment_id: int) -> HttpResponseBase:
    """A segment: who is in it now, as a list to sort and export."""
    row = queries.segment_of(segment_id, viewer=request.actor)
    rows = queries.segment_rows(row, viewer=request.actor).select_related("owner")
    context = {
        "row": row,
        "made": request.session.pop(f"calls_{row.pk}", ()),
        "crumbs": [(_("Segments"), reverse("crm:segments")), (row.title, "")],
        "own": row.owner_id == request.actor.id,
    }
    return tables.answer(request, "crm/segments/card.html", TABLES[row.subject](request), rows, context)


def edit(request: HttpRequest, segment_id: int | None = None) -> HttpResponse:
    """Make or change a segment."""
    row = queries.segment_of(segment_id, viewer=request.actor) if segment_id else None
    subject = row.subject if row else request.GET.get("subject", "company")
    subject = subject if subject in dict(SUBJECTS) else "company"
    given = {"title": row.title, "live": row.live, "shared": row.shared} if row else {"live": True}
    form = SegmentForm(sent(request), initial={**given, "subject": subject})
    rules = told(request.POST) if request.method == "POST" else (row.rules if row else {"groups": [{"rules": [{}]}]})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = commands.save_segment(by=request.actor, segment_id=segment_id, rules=rules, **said)
            return done(request, reverse("crm:segment", args=[made]), _("Saved"))
        except Invalid as refusal:
            blame(form, refusal)
    context = {
        "form": form,
        "subject": subject,
        "subjects": [
            {"href": f"{reverse('crm:segment_add')}?subject={key}", "text": words, "current": key == subject}
            for key, words in SUBJECTS
        ],
        **editor(subject, rules, viewer=request.actor),
        "row": row,
        "address": request.path,
        "crumbs": [(_("Segments"), reverse("crm:segments")), (row.title if row else _("New segment"), "")],
    }
    return render(request, "crm/segments/edit.html", context, status=422 if form.is_bound else 200)


def rule(request: HttpRequest) -> HttpResponse:
    """One more condition, or one whose field was changed."""
    asked = request.GET
    name = asked.get("number", "")
    field = asked.get(f"r{name}-field", asked.get("field", "")) if name else ""
    plain = {"field": field, "op": "", "value": []}
    made = condition(
        asked.get("subject", "company"), asked.get("group", "0")[:4], plain, name[:8], viewer=request.actor
    )
    return render(request, "crm/segments/_rule.html", {"rule": made, "subject": asked.get("subject", "company")})


def count(request: HttpRequest) -> HttpResponse:
    """How many the conditions choose now, and the first of them."""
    query = request.POST if request.method == "POST" else request.GET
    try:
        chosen = audience(query.get("subject", ""), told(query))
        found = queries.preview(chosen, viewer=request.actor)
        context: dict[str, Any] = {"preview": found, "words": _counted(chosen.subject, found.count)}
    except Invalid as refusal:
        context = {"wrong": refusal.text(_)}
    return render(request, "crm/segments/_count.html", context)


def _counted(subject: str, count: int) -> str:
    """Return whom a number counts, in words."""
    words = {
        "company": ngettext("client", "clients", count),
        "contact": ngettext("person at clients", "people at clients", count),
        "deal": ngettext("deal", "deals", count),
    }
    return words[subject]


def remove(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Remove a segment and offer to bring it back."""
    commands.remove_segment(by=request.actor, segment_id=segment_id)
    return done(request, f"{reverse('crm:segments')}?removed={segment_id}")


def restore(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Bring a segment back."""
    commands.restore_segment(by=request.actor, segment_id=segment_id)
    return done(request, reverse("crm:segment", args=[segment_id]))


def call(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Plan a call to everybody in a segment."""
    row = queries.segment_of(segment_id, viewer=request.actor)
    form = CallListForm(sent(request))

    def plan() -> None:
        said = form.cleaned_data
        made, _refused = commands.make_call_list(
            by=request.actor, segment_id=segment_id, title=said["title"], due_at=said["due_at"]
        )
        request.session[f"calls_{segment_id}"] = list(made)

    words = {"title": _("Calls to everybody here"), "address": request.path, "submit": _("Plan the calls")}
    to = reverse("crm:segment", args=[row.pk])
    return ask(request, form, words, plan, lambda: done(request, to, _("The calls are planned")))


def drop_calls(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Take a call list back."""
    numbers = numbers_in(request.POST.getlist("pk")[:1000])
    queries.segment_of(segment_id, viewer=request.actor)
    commands.drop_call_list(by=request.actor, segment_id=segment_id, activity_ids=numbers)
    return done(request, reverse("crm:segment", args=[segment_id]), _("The calls are taken back"))


def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns with what came of them."""
    rows = queries.visible_campaigns(request.actor).select_related("segment", "channel", "owner")
    listed = [(row, queries.results(row, viewer=request.actor)) for row in rows.order_by("-starts_on", "-id")[:30]]
    return render(
        request, "crm/segments/campaigns.html", {"tabs": client_tabs(request, "crm:campaigns"), "campaigns": listed}
    )


def campaign_add(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    form = CampaignForm(sent(request), viewer=request.actor, initial={"segment": number(request.GET, "segment")})

    def begin() -> None:
        said = form.cleaned_data
        commands.save_campaign(
            by=request.actor,
            title=said["title"],
            segment_id=said["segment"],
            channel_id=said["channel"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            budget=said["budget"],
        )

    words = {"title": _("New campaign"), "address": request.path, "submit": _("Begin"), "columns": "2"}
    return ask(request, form, words, begin, lambda: done(request, reverse("crm:campaigns"), _("The campaign is on")))


def campaign_remove(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Remove a campaign."""
    commands.remove_campaign(by=request.actor, campaign_id=campaign_id)
    return done(request, reverse("crm:campaigns"), _("The campaign is removed"))
