"""Ready-made sequences: warm-up before the meeting, push to payment after it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.ready import Ready, declare
from mostik.core.actors import Actor
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.queries.letters import letter_templates
from mostik.crm.terms import ActivityKind

Step = Mapping[str, Any]


def wait(amount: int, unit: str, moment: str = "", side: str = "before") -> Step:
    """Return a pause as a step."""
    hangs = {"moment": moment, "side": side} if moment else {}
    return {"kind": "wait", "amount": amount, "unit": unit, **hangs}


def do(deed: str, **told: str) -> Step:
    """Return a deed as a step."""
    return {"kind": "do", "deed": deed, "told": told}


def template(by: Actor, title: str, subject: str, text: str) -> str:
    """Return the number of a template, written if the company has none of this title."""
    known = letter_templates(viewer=by).filter(title=title).values_list("pk", flat=True).first()
    fields = LetterFields(kind=ActivityKind.EMAIL, title=title, subject=subject, text=text)
    return str(known or save_letter_template(by=by, fields=fields))


def _warm_up(by: Actor) -> Mapping[str, Any]:
    agreed = template(
        by,
        _("Warm-up: the meeting is agreed"),
        _("We meet about {deal.title}"),
        _("Hello, {client.first_name}! We have agreed to meet about {deal.title}. Until then, {manager.name}."),
    )
    brief = template(
        by,
        _("Warm-up: what the meeting gives"),
        _("What you take from our meeting"),
        _("{client.first_name}, at the meeting we count what {deal.title} gives {client.name}: bring figures."),
    )
    case = template(
        by,
        _("Warm-up: how others did it"),
        _("How others did it"),
        _("{client.first_name}, before we meet: how a company like {client.name} solved the same, in figures."),
    )
    soon = template(
        by,
        _("Warm-up: the meeting is soon"),
        _("We meet soon"),
        _("{client.first_name}, our meeting is soon. If you are late, call: {manager.phone}. {manager.name}"),
    )
    split = {
        "kind": "split",
        "shares": {"a": 50, "b": 50},
        "a": [do("deal.reach", template=brief)],
        "b": [do("deal.reach", template=case)],
    }
    return {
        "trigger": "deal.planned",
        "told": {"kind": "meeting"},
        "until": ["deal.replied", "deal.paid", "deal.met", "deal.lost", "deal.unsubscribed"],
        "steps": [
            do("deal.reach", template=agreed),
            wait(1, "days", "deal.meeting"),
            split,
            wait(2, "hours", "deal.meeting"),
            do("deal.reach", template=soon, otherwise="call"),
            wait(1, "days", "deal.meeting", "after"),
        ],
    }


def _push(by: Actor) -> Mapping[str, Any]:
    invoice = template(
        by,
        _("Payment: the invoice"),
        "{paper.title}",
        _("{client.first_name}, thank you for the meeting. {paper.title}, {paper.amount}: {paper.link}"),
    )
    remind = template(
        by,
        _("Payment: a reminder"),
        _("About the payment for {deal.title}"),
        _("{client.first_name}, may we help with the payment for {deal.title}? The invoice: {paper.link}"),
    )
    offer = template(
        by,
        _("Payment: a better price until a day"),
        _("A better price for {deal.title}"),
        _(
            "{client.first_name}, until {promo.until} {deal.title} costs {promo.amount}, {promo.percent} less. "
            "The offer: {paper.link}"
        ),
    )
    return {
        "trigger": "deal.done",
        "told": {"kind": "meeting", "result": "held"},
        "until": ["deal.paid", "deal.won", "deal.lost", "deal.unsubscribed"],
        "steps": [
            do("deal.paper", paper="invoice", template=invoice),
            wait(2, "days"),
            do("deal.paper", paper="invoice", template=remind),
            wait(2, "days"),
            do("deal.plan", kind="call", title=_("Ask about the payment"), hours="4"),
            wait(2, "days"),
            do("deal.promo", percent="5", days="3", template=offer, purpose="offers"),
            wait(1, "days", "deal.promo", "after"),
            do("deal.plan", kind="call", title=_("The better price is over: what does the client say?"), hours="4"),
            wait(3, "days"),
        ],
    }


def _ask_why(by: Actor) -> Mapping[str, Any]:
    why = template(
        by,
        _("Refusal: why"),
        _("One question about {deal.title}"),
        _("{client.first_name}, you decided not to go on with us. What was the reason? One line helps. {manager.name}"),
    )
    return {
        "trigger": "deal.lost",
        "told": {},
        "until": ["deal.unsubscribed"],
        "steps": [wait(2, "days"), do("deal.ask_why", template=why, otherwise="call")],
    }


declare(
    Ready(
        code="warm_up",
        title=gettext_lazy("Warm-up before the meeting"),
        about=gettext_lazy("Letters and a reminder from the moment a meeting is planned until it is held."),
        makes=_warm_up,
    ),
    Ready(
        code="push",
        title=gettext_lazy("Push to payment after the meeting"),
        about=gettext_lazy(
            "The invoice with its link, a reminder, calls, a better price until a day; stops when paid."
        ),
        makes=_push,
    ),
    Ready(
        code="ask_why",
        title=gettext_lazy("Ask why after a refusal"),
        about=gettext_lazy("Two days after a deal is lost: a question, else a call. Answers stand under Refusals."),
        makes=_ask_why,
    ),
)
