"""What robots write by whichever way reaches the client: words from a template, a paper with its link."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, declare
from mostik.channels.catalog.ways import WAYS
from mostik.channels.commands.reaching import NoWay, reach
from mostik.channels.commands.refusals import note_asked
from mostik.channels.models import Sending
from mostik.channels.queries.reaching import ways_to
from mostik.channels.terms import PURPOSES, Purpose
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.documents.issuing import make_document
from mostik.crm.commands.documents.links import make_link
from mostik.crm.commands.promos import give_promo
from mostik.crm.queries.documents.sending import newest_paper, paper_kinds, paper_values
from mostik.crm.queries.letters import draft_about, written_templates
from mostik.crm.queries.promos import promo_of, promo_values
from mostik.crm.terms import ActivityKind, DocumentKind, Via
from mostik.kernel.percent import Percent
from mostik.kernel.refusals import Refusal
from mostik.people.queries.deadlines import work_ahead
from mostik.people.queries.notices import address
from mostik.web import formats

HOUR = 60
HUNDRED = 100
LINK_DAYS = 30


def _reach(*, by: Actor, number: int, told: Told, key: str) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    purpose = told.get("purpose") or Purpose.SERVICE
    try:
        way = reach(by=by, deal_id=number, subject=draft.subject, text=draft.text, key=key, purpose=purpose)
    except Refusal:
        if told.get("otherwise") != "call":
            raise
        return _call(by, number, draft.subject)
    return f"{WAYS[way].words}: {draft.text[:200]}"


def _reach_shows(*, by: Actor, number: int, told: Told) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    ways = ways_to(number, viewer=by)
    if not ways and told.get("otherwise") != "call":
        raise NoWay
    return f"{WAYS[ways[0]].words if ways else _('A call is planned')}: {draft.subject}\n{draft.text}"


def _call(by: Actor, number: int, title: str) -> str:
    """Plan a call instead, for the deal's owner, within a working day."""
    due = work_ahead(by.id or 0, 8 * HOUR, viewer=by)
    plan_activity(by=by, kind=ActivityKind.CALL, due_at=due, title=title[:200], deal_id=number, via=Via.ROBOT)
    return str(_("There is no way to write: a call is planned instead"))


def _paper(*, by: Actor, number: int, told: Told, key: str) -> str:
    """Send the newest paper of a kind that is in force, made and issued if there is none, with a link to it."""
    if Sending.objects.filter(key=key).exists():
        return ""
    kind = told["paper"]
    paper = newest_paper(number, kind, viewer=by) or make_document(by=by, deal_id=number, kind=kind)
    link = _link(by, paper)
    draft = draft_about(number, int(told["template"]), viewer=by, more=paper_values(paper, link, viewer=by))
    text = draft.text if link in draft.text else f"{draft.text}\n\n{link}"
    way = reach(by=by, deal_id=number, subject=draft.subject, text=text, key=key)
    return f"{WAYS[way].words}: {dict(paper_kinds(by))[kind]}"


def _link(by: Actor, paper: int) -> str:
    token = make_link(by=by, document_id=paper, days=LINK_DAYS)
    return f"{address()}{reverse('crm:public_document', args=[token])}"


def _paper_shows(*, by: Actor, number: int, told: Told) -> str:
    paper = newest_paper(number, told["paper"], viewer=by)
    more = _paper_shown(by, paper, told["paper"])
    draft = draft_about(number, int(told["template"]), viewer=by, more=more)
    known = more["paper.title"] if paper else _("{paper}: made and issued then").format(paper=more["paper.title"])
    return f"{known}\n{draft.subject}\n{draft.text}"


def _paper_shown(by: Actor, paper: int | None, kind: str) -> dict[str, str]:
    """Return what fills a template's fields about a paper that may not be there yet; its link is made when sent."""
    link = str(_("(the link to it)"))
    if paper:
        return paper_values(paper, link, viewer=by)
    return {"paper.title": str(dict(paper_kinds(by))[kind]), "paper.link": link}


def _promo(*, by: Actor, number: int, told: Told, key: str) -> str:
    """Give a better price until a day and send the offer: the invoice that stands, made anew, else a proposal."""
    if Sending.objects.filter(key=key).exists():
        return ""
    give_promo(by=by, deal_id=number, percent=int(told["percent"]) * HUNDRED, days=int(told["days"]))
    promo = promo_of(number, viewer=by)
    assert promo is not None
    paper = newest_paper(number, DocumentKind.INVOICE, viewer=by)
    paper = paper or make_document(by=by, deal_id=number, kind=DocumentKind.PROPOSAL, fields={"due_on": promo.until})
    more = {**paper_values(paper, _link(by, paper), viewer=by), **promo_values(number, viewer=by)}
    draft = draft_about(number, int(told["template"]), viewer=by, more=more)
    way = reach(by=by, deal_id=number, subject=draft.subject, text=draft.text, key=key, purpose=told["purpose"])
    return f"{WAYS[way].words}: {draft.text[:200]}"


def _promo_shows(*, by: Actor, number: int, told: Told) -> str:
    percent = formats.percent(Percent.of(int(told["percent"]), HUNDRED), 0)
    until = formats.day(clock.today() + timedelta(days=int(told["days"])))
    paper = _paper_shown(by, newest_paper(number, DocumentKind.INVOICE, viewer=by), DocumentKind.PROPOSAL)
    more = {**paper, "promo.percent": percent, "promo.until": until, "promo.amount": str(_("(the price then)"))}
    draft = draft_about(number, int(told["template"]), viewer=by, more=more)
    return f"−{percent}\n{draft.subject}\n{draft.text}"


def _ask_why(*, by: Actor, number: int, told: Told, key: str) -> str:
    """Ask the client of a lost deal why, once, by whichever way reaches them; where there is none a call is planned."""
    note_asked(by=by, deal_id=number)
    return _reach(by=by, number=number, told={**told, "purpose": Purpose.SURVEYS}, key=key)


def _purposes(_viewer: Actor) -> list[tuple[str, Any]]:
    return [(code.value, _(words)) for code, words in PURPOSES.items() if code is not Purpose.ANSWER]


TEMPLATE = Ask(
    "template",
    _("Template"),
    choices=lambda viewer: written_templates(viewer=viewer),
    help=_("Its fields are filled in from the deal; it goes in the owner's name."),
)
declare(
    Deed(
        "deal.reach",
        _("Write by the way the client talks by, else mail, else SMS"),
        "deal",
        _reach,
        _reach_shows,
        asks=(
            TEMPLATE,
            Ask("purpose", _("What for"), choices=_purposes, required=False, usual=Purpose.SERVICE),
            Ask(
                "otherwise",
                _("If there is no way to write"),
                choices=lambda _viewer: [("call", _("plan a call"))],
                required=False,
                help=_("Nothing chosen: say so in the log and go on."),
            ),
        ),
        icon="chat",
    ),
    Deed(
        "deal.paper",
        _("Send a paper with its link, an invoice with the way to pay"),
        "deal",
        _paper,
        _paper_shows,
        asks=(Ask("paper", _("Paper"), choices=paper_kinds), TEMPLATE),
        icon="file",
    ),
    Deed(
        "deal.promo",
        _("Offer a better price until a day"),
        "deal",
        _promo,
        _promo_shows,
        asks=(
            Ask("percent", _("Per cent less"), most=50, usual="5"),
            Ask("days", _("For how many days"), most=92, usual="3"),
            TEMPLATE,
            Ask(
                "purpose",
                _("What for"),
                choices=_purposes,
                usual=Purpose.OFFERS,
                help=_("An offer needs the client's consent where the gate asks for one."),
            ),
        ),
        icon="star",
    ),
    Deed(
        "deal.ask_why",
        _("Ask the client why they refused"),
        "deal",
        _ask_why,
        _reach_shows,
        asks=(
            TEMPLATE,
            Ask(
                "otherwise",
                _("If there is no way to write"),
                choices=lambda _viewer: [("call", _("plan a call"))],
                required=False,
                usual="call",
            ),
        ),
        icon="help",
    ),
)
