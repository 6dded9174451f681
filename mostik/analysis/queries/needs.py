"""What clients need: the register with what each is worth, one with its voices, those of a deal, those like words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db.models import BigIntegerField, Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog import Words
from mostik.analysis.models import Need, Voice
from mostik.analysis.rules.needs import alike
from mostik.analysis.terms import NeedKind, NeedState, NeedVerdict
from mostik.core import company
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.access import visible_deals
from mostik.crm.terms import Outcome
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.queries.notices import address
from mostik.web import formats

KINDS: Final[dict[NeedKind, Words]] = {
    NeedKind.PRODUCT: _("a product we have not"),
    NeedKind.FEATURE: _("a property of a product"),
    NeedKind.SERVICE: _("service and delivery"),
    NeedKind.TERMS: _("price and terms"),
    NeedKind.QUALITY: _("quality"),
    NeedKind.OTHER: pgettext_lazy("need", "something else"),
}
STATES: Final[dict[NeedState, tuple[Words, str]]] = {
    NeedState.HEARD: (_("heard"), "neutral"),
    NeedState.PASSED: (_("passed on"), "info"),
    NeedState.ANSWERED: (_("answered"), "good"),
}
VERDICTS: Final[dict[NeedVerdict, tuple[Words, str]]] = {
    NeedVerdict.DONE: (_("there already"), "good"),
    NeedVerdict.PLANNED: (_("will be done"), "good"),
    NeedVerdict.LATER: (_("not now"), "warn"),
    NeedVerdict.NO: (_("will not be done"), "bad"),
}
#: What a letter's link is signed for.
SALT: Final = "analysis.need"
#: Registers longer than this are searched, not offered whole.
OFFERED: Final = 500


class NoSuchNeed(Missing):
    """The need is not there."""

    message = gettext_noop("This need does not exist any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLine:
    """One client's words with the deal they were heard on; ``amount`` None where the deal names none."""

    id: int
    words: str
    deal: int
    deal_title: str
    client: str
    outcome: str
    amount: Money | None
    heard_on: date
    heard_by: str
    told: bool
    mine: bool


def needs(*, viewer: Actor) -> "QuerySet[Need]":
    """Return the register: of each need its clients, the money of their deals open and lost, when it was heard last.

    Titles are everybody's; clients and money are those within the viewer's reach, in the company's currency.
    """
    voices = Voice.objects.filter(need=OuterRef("pk"), deal__in=visible_deals(viewer)).order_by().values("need")
    rows = Need.objects.filter(removed_at__isnull=True, into__isnull=True).select_related("product", "owner", "asked")
    return rows.annotate(
        clients=_of(voices, Count(Coalesce("deal__company_id", -F("deal_id")), distinct=True)),
        open_minor=_of(voices, _money(Outcome.OPEN)),
        lost_minor=_of(voices, _money(Outcome.LOST)),
        heard_on=Subquery(voices.annotate(found=Max("heard_on")).values("found")),
    )


def need(number: int, *, viewer: Actor) -> Need:
    """Return one need with what it is worth; one that turned out to be another is that other; refuses `NoSuchNeed`."""
    into = Need.objects.filter(pk=number).values_list("into", flat=True).first()
    row = needs(viewer=viewer).filter(pk=into or number).first()
    if row is None:
        raise NoSuchNeed
    return row


def voices(row: Need, *, viewer: Actor) -> list[VoiceLine]:
    """Return the voices within the viewer's reach, the newest first."""
    rows = Voice.objects.filter(need=row, deal__in=visible_deals(viewer))
    rows = rows.select_related("deal__company", "deal__owner", "heard_by").order_by("-heard_on", "-pk")
    return [_line(each, viewer) for each in rows[:200]]


def needs_of_deal(deal_id: int, *, viewer: Actor) -> list[Voice]:
    """Return what was heard on a deal within reach, each with its need; refuses another's deal."""
    if not visible_deals(viewer).filter(pk=deal_id).exists():
        raise Missing
    rows = Voice.objects.filter(deal=deal_id, need__removed_at__isnull=True)
    return list(rows.select_related("need").order_by("pk"))


def needs_like(said: str, *, viewer: Actor) -> list[Need]:  # noqa: ARG001 - the register's lines are everybody's
    """Return the needs most like what is said."""
    rows = Need.objects.filter(removed_at__isnull=True, into__isnull=True)
    known = dict(rows.order_by("-pk").values_list("pk", "title")[: OFFERED * 4])
    found = alike(said, known.items())
    return sorted(rows.filter(pk__in=found), key=lambda row: found.index(row.pk))


def asked_outside(token: str, *, viewer: Actor) -> Need:
    """Return the need a letter's link asks about; refuses one that is forged, or was passed to somebody else since."""
    try:
        number, to = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise NoSuchNeed from None
    row = needs(viewer=viewer).filter(pk=number, asked_address=to).first()
    if row is None:
        raise NoSuchNeed
    return row


def link_to(row: Need) -> str:
    """Return the page outside where whoever got the letter answers; nothing while no address of Mostik is known."""
    place = address()
    token = signing.dumps([row.pk, row.asked_address], salt=SALT)
    return f"{place}{reverse('analysis:need_outside', args=[token])}" if place and row.asked_address else ""


def letter_of(row: Need) -> tuple[str, str]:
    """Return the title and the words of the letter that asks somebody outside, in the language of who keeps the need.

    How many ask it says, not who.
    """
    with override(language_of(row)):
        told = {"company": company.choice("name"), "need": row.title, "day": formats.day_long(row.answer_by)}
        title = gettext("%(company)s: clients ask for “%(need)s”, answer by %(day)s") % told
        clients = needs(viewer=SYSTEM).get(pk=row.pk).clients  # type: ignore[attr-defined]
        count = ngettext("%(count)s client asks for it.", "%(count)s clients ask for it.", clients)
        lines = [title, row.product.title if row.product else "", row.about, count % {"count": formats.number(clients)}]
        if link := link_to(row):
            lines += [gettext("Answer here: %(link)s") % {"link": link}]
        lines += [row.owner.get_full_name()]
    return title, "\n\n".join(line for line in lines if line)


def language_of(row: Need) -> str:
    """Return the language somebody outside is spoken to in: that of who keeps the need."""
    return str(row.owner.language or "ru")


def others(row: Need, *, viewer: Actor) -> Sequence[tuple[int, str]]:  # noqa: ARG001 - the register's lines are everybody's
    """Return the needs another may turn out to be, those most like it first."""
    rows = Need.objects.filter(removed_at__isnull=True, into__isnull=True).exclude(pk=row.pk)
    known = dict(rows.order_by("title").values_list("pk", "title")[:OFFERED])
    first = alike(row.title, known.items())
    return [(pk, known[pk]) for pk in [*first, *(each for each in known if each not in first)]]


def joined(row: Need, *, viewer: Actor) -> Sequence[Need]:  # noqa: ARG001 - the register's lines are everybody's
    """Return the needs that turned out to be this one and may be parted from it again."""
    rows = Need.objects.filter(into=row, removed_at__isnull=True, joins__undone_at__isnull=True, joins__isnull=False)
    return list(rows.distinct().order_by("title", "pk"))


def overdue(*, viewer: Actor) -> "QuerySet[Need]":  # noqa: ARG001 - the clock's own
    """Return the needs asked of somebody who has not answered though the day is near or over."""
    return Need.objects.filter(state=NeedState.PASSED, removed_at__isnull=True, answer_by__isnull=False)


def _of(voices: "QuerySet[Voice, Any]", sums: object) -> Coalesce:
    return Coalesce(Subquery(voices.annotate(found=sums).values("found"), output_field=BigIntegerField()), 0)


def _money(outcome: Outcome) -> Sum:
    ours = Q(deal__outcome=outcome, deal__currency=settings.CURRENCY)
    return Sum(Case(When(ours, then="deal__amount_minor"), default=0))


def _line(each: Voice, viewer: Actor) -> VoiceLine:
    deal = each.deal
    return VoiceLine(
        id=each.pk,
        words=each.words,
        deal=deal.pk,
        deal_title=deal.title,
        client=deal.company.title if deal.company else "",
        outcome=deal.outcome,
        amount=deal.amount if deal.amount_minor else None,
        heard_on=each.heard_on,
        heard_by=each.heard_by.short_name if each.heard_by else "",
        told=each.told_at is not None,
        mine=viewer.id in {each.heard_by_id, deal.owner_id},
    )


def offered(*, viewer: Actor) -> list[tuple[int, str]]:  # noqa: ARG001 - the register's lines are everybody's
    """Return the needs to choose from, those heard most lately first."""
    rows = Need.objects.filter(removed_at__isnull=True, into__isnull=True)
    newest = rows.annotate(heard=Max("voices__heard_on")).order_by("-heard", "title")
    return list(newest.values_list("pk", "title")[:OFFERED])


def ours(minor: int) -> Money:
    """Return an amount in the company's currency."""
    return Money(minor, settings.CURRENCY)
