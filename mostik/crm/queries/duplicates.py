"""Pairs that may be one client as a viewer sees them: only where both records are within reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.models import Pair
from mostik.crm.queries.words import REASONS
from mostik.crm.rules.identities import written_messenger
from mostik.crm.rules.likeness import AGAINST
from mostik.kernel.refusals import Missing
from mostik.people.access import shown

Why = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """A pair in the list, with its reasons in words."""

    id: int
    kind: str
    one: int
    two: int
    one_title: str
    two_title: str
    one_owner: str
    two_owner: str
    score: int
    reasons: tuple[Why, ...]
    dismissed: bool

    @property
    def said(self) -> str:
        """Return the reasons as one line."""
        return ", ".join(words for words, _tone in self.reasons)

    @property
    def kind_words(self) -> str:
        """Return what is alike."""
        return _("company") if self.kind == "company" else _("person")


def visible_pairs(viewer: Actor) -> QuerySet[Pair]:
    """Return the pairs both records of which are within reach and not removed."""
    companies = visible_companies(viewer).order_by().values("pk")
    contacts = visible_contacts(viewer).order_by().values("pk")
    there = Q(kind="company", one_id__in=companies, two_id__in=companies)
    return Pair.objects.filter(there | Q(kind="contact", one_id__in=contacts, two_id__in=contacts))


def present_pairs(rows: Iterable[Pair], *, viewer: Actor) -> list[PairRow]:
    """Return a page of pairs with the names of both, two queries for the whole page."""
    listed = list(rows)
    names = {"company": {}, "contact": {}}  # type: dict[str, dict[int, tuple[str, str]]]
    for kind, visible in (("company", visible_companies), ("contact", visible_contacts)):
        numbers = {number for row in listed if row.kind == kind for number in (row.one_id, row.two_id)}
        found = visible(viewer).filter(pk__in=numbers).select_related("owner") if numbers else ()
        names[kind] = {row.pk: (str(row), row.owner.short_name) for row in found}
    return [_row(row, names[row.kind], viewer) for row in listed]


def pair_of(pair_id: int, *, viewer: Actor) -> PairRow:
    """Return one pair within reach."""
    row = visible_pairs(viewer).filter(pk=pair_id).first()
    if row is None:
        raise Missing()
    return present_pairs([row], viewer=viewer)[0]


def pairs_about(kind: str, number: int, *, viewer: Actor, most: int = 3) -> list[PairRow]:
    """Return the likeliest pairs of one record that nobody has judged yet."""
    rows = visible_pairs(viewer).filter(Q(one_id=number) | Q(two_id=number), kind=kind, dismissed_at__isnull=True)
    return present_pairs(rows.order_by("-score", "-id")[:most], viewer=viewer)


def reasons_in_words(reasons: Iterable[Iterable[str]], *, viewer: Actor) -> tuple[Why, ...]:
    """Return reasons as people read them, with their tone; values the role sees in part stay in part."""
    return tuple(_why(reason, value, viewer) for reason, value in reasons)


def _why(reason: str, value: str, viewer: Actor) -> Why:
    words = str(REASONS[reason])
    told = value if reason in {"inn", "site"} else shown(value, reason, viewer)
    if reason == "messenger" and value:
        told = written_messenger(value) if ":" in value else value
    return (f"{words}: {told}" if told else words, "warn" if reason in AGAINST else "accent")


def _row(row: Pair, names: dict[int, tuple[str, str]], viewer: Actor) -> PairRow:
    one, two = names.get(row.one_id, ("", "")), names.get(row.two_id, ("", ""))
    return PairRow(
        id=row.pk,
        kind=row.kind,
        one=row.one_id,
        two=row.two_id,
        one_title=one[0],
        two_title=two[0],
        one_owner=one[1],
        two_owner=two[1],
        score=row.score,
        reasons=reasons_in_words(row.reasons, viewer=viewer),
        dismissed=row.dismissed_at is not None,
    )
