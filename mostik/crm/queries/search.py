"""What a word finds among deals, companies and contacts within one's reach."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.kernel.money import Money
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

MOST = 12
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """One thing found: what it is, how it is called, where it is."""

    kind: str
    title: str
    note: str
    url: str
    amount: Money | None = None


def found(*, viewer: Actor, words: str) -> list[Found]:
    """Return deals, companies and contacts with these words, at most a dozen of each.

    Words shorter than two letters find nothing. Phones and e-mails are searched only by those who may see them.
    """
    said = " ".join(words.split())[:100]
    if len(said) < SHORTEST:
        return []
    return [*_deals(viewer, said), *_companies(viewer, said), *_contacts(viewer, said)]


def _deals(viewer: Actor, said: str) -> list[Found]:
    rows = visible_deals(viewer).filter(Q(title__icontains=said) | Q(company__title__icontains=said))
    return [
        Found(
            "deal",
            each.title,
            each.company.title if each.company else "",
            reverse("crm:deal", args=[each.pk]),
            each.amount,
        )
        for each in rows.select_related("company").order_by("-created_at", "-id")[:MOST]
    ]


def _companies(viewer: Actor, said: str) -> list[Found]:
    rows = visible_companies(viewer).filter(title__icontains=said).order_by("title", "id")[:MOST]
    return [Found("company", each.title, each.region, reverse("crm:company", args=[each.pk])) for each in rows]


def _contacts(viewer: Actor, said: str) -> list[Found]:
    asked = Q(first_name__icontains=said) | Q(last_name__icontains=said)
    if "phone" not in viewer.masked and (number := _number(said)):
        asked |= Q(phone=number)
    if "email" not in viewer.masked and "@" in said:
        asked |= Q(email__iexact=said)
    rows = visible_contacts(viewer).filter(asked, company__isnull=False).select_related("company")
    return [
        Found("contact", str(each), str(each.company), reverse("crm:company", args=[each.company_id]))
        for each in rows.order_by("first_name", "id")[:MOST]
    ]


def _number(said: str) -> str:
    try:
        return Phone.parse(said).e164
    except Refusal:
        return ""
