"""How likely two records are one client: evidence weighed, contradictions held against it. Worked in docs/rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from mostik.crm.terms import IdentityKind, Reason

#: How often two records that share this are one client.
WEIGHTS: Final[Mapping[str, float]] = {
    Reason.INN: 0.98,
    Reason.EMAIL: 0.85,
    Reason.PHONE: 0.75,
    Reason.MESSENGER: 0.8,
    Reason.SITE: 0.55,
    Reason.NAME: 0.6,
    Reason.NAME_CLOSE: 0.5,
    Reason.PERSON: 0.45,
    Reason.PERSON_CLOSE: 0.35,
    Reason.COMPANY: 0.3,
}
#: What speaks against it, and how much of the likeness is left.
AGAINST: Final[Mapping[str, float]] = {Reason.INN_DIFFERS: 0.4, Reason.KPP_DIFFERS: 0.7, Reason.PERSON_DIFFERS: 0.7}
#: Names this close, of a hundred, are thought the same word misspelt.
CLOSE = 88
LEAST = 50
_BY_KIND: Final[Mapping[str, Reason]] = {
    IdentityKind.INN: Reason.INN,
    IdentityKind.EMAIL: Reason.EMAIL,
    IdentityKind.PHONE: Reason.PHONE,
    IdentityKind.SITE: Reason.SITE,
}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is compared of a record: its name as it sounds, what it is known by, where the person works."""

    id: int
    sound: str
    known: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    is_person: bool = False
    company: int | None = None
    inn: str = ""
    kpp: str = ""


@dataclass(frozen=True)
class Likeness:
    """How alike two records are, 0 to 100, and why: (reason, value) pairs."""

    score: int
    reasons: tuple[tuple[str, str], ...]

    @property
    def counts(self) -> bool:
        """Return whether somebody should look at the pair."""
        return self.score >= LEAST


def likeness(one: Profile, two: Profile) -> Likeness:
    """Return how alike two records of a kind are: 1 − Π(1 − weight) over what they share, less what contradicts.

    >>> acme = Profile(id=1, sound="akme", known=frozenset({("phone", "+79123456789")}))
    >>> likeness(acme, Profile(id=2, sound="akme", known=acme.known))
    Likeness(score=90, reasons=(('phone', '+79123456789'), ('name', '')))
    >>> likeness(acme, Profile(id=3, sound="romashka")).score
    0
    """
    found = [(_BY_KIND.get(kind, Reason.MESSENGER), value) for kind, value in sorted(one.known & two.known)]
    found += _by_name(one, two)
    if not found:
        return Likeness(0, ())
    against = _against(one, two)
    left = 1.0
    for reason in {reason for reason, _value in found}:
        left *= 1 - WEIGHTS[reason]
    share = 1 - left
    for reason in against:
        share *= AGAINST[reason]
    told = [*found, *((reason, "") for reason in against)]
    return Likeness(round(share * 100), tuple((str(reason), value) for reason, value in told))


def agree(people: Collection[Profile]) -> bool:
    """Return whether records that one message ties together may become one without asking.

    They agree when no two of them have different names or work at different clients.

    >>> ivan, nobody = Profile(id=1, sound="ivan petrov", is_person=True, company=7), Profile(id=2, sound="")
    >>> agree([ivan, nobody]), agree([ivan, Profile(id=3, sound="anna belova", company=7)])
    (True, False)
    """
    companies = {each.company for each in people if each.company}
    inns = {each.inn for each in people if each.inn}
    names = [each.sound for each in people if each.sound]
    return len(companies) < 2 and len(inns) < 2 and all(_same_name(names[0], name) for name in names[1:])


def closest(heard: str, among: Iterable[tuple[int, str]], most: int = 5) -> list[tuple[int, int]]:
    """Return (number, closeness) of the names nearest to one, nearest first; only those close enough."""
    if not heard:
        return []
    found = [(number, round(fuzz.token_sort_ratio(heard, other, score_cutoff=CLOSE))) for number, other in among]
    return sorted((each for each in found if each[1]), key=lambda each: (-each[1], each[0]))[:most]


def _by_name(one: Profile, two: Profile) -> list[tuple[Reason, str]]:
    """A person's name alone is no evidence enough: the client they work at must say the same."""
    same = [(Reason.COMPANY, "")] if one.is_person and one.company and one.company == two.company else []
    if not one.sound or not two.sound:
        return []
    if one.sound == two.sound:
        return [(Reason.PERSON if one.is_person else Reason.NAME, ""), *same]
    if fuzz.token_sort_ratio(one.sound, two.sound) >= CLOSE:
        return [(Reason.PERSON_CLOSE if one.is_person else Reason.NAME_CLOSE, ""), *same]
    return []


def _same_name(one: str, two: str) -> bool:
    shorter, longer = sorted((set(one.split()), set(two.split())), key=len)
    return shorter <= longer or fuzz.token_sort_ratio(one, two) >= CLOSE


def _against(one: Profile, two: Profile) -> list[Reason]:
    if one.inn and two.inn and one.inn != two.inn:
        return [Reason.INN_DIFFERS]
    if one.kpp and two.kpp and one.kpp != two.kpp:
        return [Reason.KPP_DIFFERS]
    if one.is_person and one.sound and two.sound and not _same_name(one.sound, two.sound):
        return [Reason.PERSON_DIFFERS]
    return []
