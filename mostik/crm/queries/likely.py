"""Clients already known that may be the one being typed: by what they are known by and by how their names sound."""

from collections.abc import Mapping
from dataclasses import dataclass

from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.models import Company
from mostik.crm.queries.duplicates import Why, reasons_in_words
from mostik.crm.queries.identities import sharing
from mostik.crm.queries.profiles import candidates, profiles
from mostik.crm.rules.clients import kept_phone, normal_email
from mostik.crm.rules.identities import site_domain
from mostik.crm.rules.likeness import Likeness, Profile, likeness
from mostik.crm.rules.names import company_sound, person_sound
from mostik.crm.rules.requisites import is_inn
from mostik.crm.terms import Reason
from mostik.kernel.refusals import Refusal

HINTS = 5
MOST_LINES = 20


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A client already known that may be the same, and why."""

    id: int
    title: str
    owner: str
    score: int
    reasons: tuple[Why, ...]
    company: int | None = None
    where: str = ""

    @property
    def key(self) -> str:
        """Return the number as text, for an id on the page."""
        return str(self.id)


def likely_companies(said: Mapping[str, str], *, viewer: Actor, besides: int | None = None) -> tuple[Likely, ...]:
    """Return companies within reach that may be the one being typed, likeliest first; those of their people included.

    ``said`` are title, phone, email, site and inn as typed so far; what cannot be read yet is left out.
    """
    typed = Profile(id=0, sound=company_sound(said.get("title", "")), known=_known(said), inn=_inn(said))
    near = candidates([typed], viewer=viewer).get(0, set())
    through = _through_people(typed, viewer)
    rows = (
        visible_companies(viewer).select_related("owner").filter(pk__in=near | through.keys()).exclude(pk=besides or 0)
    )
    found: dict[int, Company] = {row.pk: row for row in rows}
    alike = {pk: likeness(typed, each) for pk, each in profiles(found.values(), viewer=viewer).items()}
    for pk in through.keys() & found.keys():
        if not alike[pk].counts:
            alike[pk] = Likeness(75, through[pk])
    best = sorted((pk for pk, each in alike.items() if each.counts), key=lambda pk: (-alike[pk].score, pk))
    return tuple(_company(found[pk], alike[pk], viewer) for pk in best[:HINTS])


def likely_people(
    said: Mapping[str, str], *, viewer: Actor, company: int | None = None, besides: int | None = None
) -> tuple[Likely, ...]:
    """Return people within reach that may be the one being typed, likeliest first."""
    name = person_sound(said.get("first_name", ""), said.get("last_name", ""))
    typed = Profile(id=0, sound=name, known=_known(said), is_person=True, company=company)
    near = candidates([typed], viewer=viewer).get(0, set())
    rows = visible_contacts(viewer).select_related("owner", "company").filter(pk__in=near).exclude(pk=besides or 0)
    found = {row.pk: row for row in rows}
    alike = {pk: likeness(typed, each) for pk, each in profiles(found.values(), viewer=viewer).items()}
    best = sorted((pk for pk, each in alike.items() if each.counts), key=lambda pk: (-alike[pk].score, pk))
    return tuple(
        Likely(
            id=pk,
            title=str(found[pk]),
            owner=found[pk].owner.short_name,
            score=alike[pk].score,
            reasons=reasons_in_words(alike[pk].reasons, viewer=viewer),
            company=found[pk].company_id,
            where=str(found[pk].company or ""),
        )
        for pk in best[:HINTS]
    )


def _company(row: Company, alike: Likeness, viewer: Actor) -> Likely:
    reasons = reasons_in_words(alike.reasons, viewer=viewer)
    return Likely(id=row.pk, title=row.title, owner=row.owner.short_name, score=alike.score, reasons=reasons)


def _through_people(typed: Profile, viewer: Actor) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return companies one of whose people is known by what was typed."""
    shared = sharing(typed.known)
    people = {h.contact_id: key for key, holders in shared.items() for h in holders if h.contact_id}
    rows = visible_contacts(viewer).filter(pk__in=people).values_list("pk", "company_id") if people else ()
    kinds = {"phone": Reason.PHONE, "email": Reason.EMAIL}
    return {
        company: ((str(kinds[people[pk][0]]), people[pk][1]),)
        for pk, company in rows
        if company and people[pk][0] in kinds
    }


def _known(said: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    found = {("phone", _phone(line)) for line in said.get("phone", "").splitlines()[:MOST_LINES]}
    found |= {("email", normal_email(line)) for line in said.get("email", "").splitlines()[:MOST_LINES]}
    found |= {("site", site_domain(said.get("site", ""))), ("inn", _inn(said))}
    return frozenset(each for each in found if each[1])


def _inn(said: Mapping[str, str]) -> str:
    digits = "".join(said.get("inn", "").split())
    return digits if is_inn(digits) else ""


def _phone(text: str) -> str:
    try:
        return kept_phone(text)
    except Refusal:
        return ""
