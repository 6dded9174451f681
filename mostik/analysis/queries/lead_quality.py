"""The quality of leads: what each channel or campaign brought and cost, and whose fault it is where it brought less."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.lead_tally import Asked, Figure, Hand, Lead, LeadQuality, Line, Speed, Split, tally_of
from mostik.analysis.rules.lead_faults import (
    LEVEL,
    SLOWEST,
    Cause,
    Fault,
    channel_fault,
    person_cause,
    speed_class,
    usual_speed,
)
from mostik.analysis.rules.lead_quality import Counted, Quality, Way, lead_quality
from mostik.channels.queries import roi
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.crm.queries.lead_work import LeadWork, lead_work, leads_between
from mostik.kernel.money import split_whole
from mostik.kernel.period import Span

#: What has no channel, or no known campaign.
NONE: Final = "none"
#: An unanswered lead waits for chance this long, then it is slow.
PATIENCE: Final = timedelta(days=1)


def quality_of_leads(asked: Asked, *, viewer: Actor) -> LeadQuality:
    """Return the quality of the leads within the viewer's reach that came in the days asked for."""
    every = _leads(asked.span, viewer)
    found = [lead for lead in every if _among(lead, asked)]
    place = _place(asked.split)
    costs, idle = _costs(asked, every, found, viewer)
    judged = [lead for lead in found if not lead.work.is_duplicate]
    places = sorted({place(lead) for lead in found})
    whole, by_speed, plain = _fitted(judged, place, places)
    adjusted = {places[each.key]: each for each in by_speed.channels} if by_speed else {}
    groups = _grouped(found, place)
    names = _names(asked.split, places, viewer)
    sees = viewer.may("channels.see_tracking")
    lines = [
        Line(
            key,
            names[key],
            tally_of(groups[key]),
            costs.get(key, 0) if sees else None,
            adjusted.get(key),
            channel_fault(adjusted[key], whole) if key in adjusted else Fault.FEW,
        )
        for key in places
    ]
    spend = sum(costs.values()) + idle if sees else None
    return LeadQuality(
        lines=tuple(sorted(lines, key=lambda line: (-line.tally.leads, line.name))),
        people=tuple(_people(found, by_speed, plain, whole, viewer)),
        speeds=tuple(_speeds(judged, by_speed)),
        whole=Line("", "", tally_of(found), spend, None, Fault.ALIKE),
        idle=idle if sees else 0,
        currency=choice("currency"),
    )


def quality_deals(
    asked: Asked, *, viewer: Actor, key: str = "", person: int | None = None, speed: int | None = None, figure: Figure
) -> QuerySet[Any]:
    """Return the deals a figure counts: of one line, person or speed, or of all."""
    place = _place(asked.split)
    numbers = [
        lead.work.deal
        for lead in _leads(asked.span, viewer)
        if _among(lead, asked)
        and (not key or place(lead) == key)
        and (person is None or lead.work.owner == person)
        and (speed is None or (lead.speed == speed and not lead.work.is_duplicate))
        and lead.counts(figure)
    ]
    return _rows(asked.span, viewer).filter(pk__in=numbers)


def quality_choices(span: Span, *, viewer: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the channels and the campaigns leads of some days came by, with their names."""
    found = _leads(span, viewer)
    channels, campaigns = sorted({lead.channel for lead in found}), sorted({lead.campaign for lead in found})
    named = _names(Split.CHANNEL, channels, viewer)
    return (
        sorted(((key, named[key]) for key in channels), key=lambda each: each[1]),
        [(key, campaign_name(key)) for key in campaigns],
    )


def campaign_name(key: str) -> str:
    """Return a campaign's marks as people write them; empty for none."""
    return " / ".join(part for part in key.split("|") if part) if key != NONE else ""


def _rows(span: Span, viewer: Actor) -> QuerySet[Any]:
    since, until = clock.moment(span.first, time(0)), clock.moment(span.last + timedelta(days=1), time(0))
    return leads_between(viewer=viewer, since=since, until=until)


def _leads(span: Span, viewer: Actor) -> list[Lead]:
    works = list(lead_work(_rows(span, viewer), viewer=viewer))
    asked = roi.Asked(first=span.first, last=span.last, depth=roi.Depth.CAMPAIGN)
    traced = {worth.deal: (worth, key) for worth, key in roi.traced(asked, viewer=viewer)}
    usual, currency = _usual(works), choice("currency")
    found = []
    for work in works:
        worth, key = traced.get(work.deal, (None, ()))
        paid = worth.paid if worth and worth.currency == currency else 0
        channel = NONE if work.channel is None else str(work.channel)
        found.append(Lead(work, channel, "|".join(key) if any(key) else NONE, _speed(work, usual), paid))
    return found


def _usual(works: Iterable[LeadWork]) -> Mapping[int, int]:
    """Return everybody's usual speed; of those who never answered, that of all together."""
    minutes: defaultdict[int, list[int]] = defaultdict(list)
    every: list[int] = []
    for work in works:
        minutes[work.owner] += [work.minutes] if work.minutes is not None else []
        every += [work.minutes] if work.minutes is not None else []
    middle = usual_speed(every)
    return {owner: usual_speed(answers, middle) for owner, answers in minutes.items()}


def _speed(work: LeadWork, usual: Mapping[int, int]) -> int:
    if work.minutes is not None:
        return speed_class(work.minutes)
    waits = work.is_open and not work.is_answered and clock.now() - work.came_at > PATIENCE
    return SLOWEST if waits else usual[work.owner]


def _place(split: Split) -> Callable[[Lead], str]:
    return lambda lead: lead.channel if split is Split.CHANNEL else lead.campaign


def _among(lead: Lead, asked: Asked) -> bool:
    return (not asked.channel or lead.channel == asked.channel) and (
        not asked.campaign or lead.campaign == asked.campaign
    )


def _grouped(leads: Iterable[Lead], by: Callable[[Lead], Any]) -> Mapping[Any, list[Lead]]:
    found: defaultdict[Any, list[Lead]] = defaultdict(list)
    for lead in leads:
        found[by(lead)].append(lead)
    return found


def _fitted(
    judged: Sequence[Lead], place: Callable[[Lead], str], places: Sequence[str]
) -> tuple[float, Quality | None, Quality | None]:
    """Return the share of all, and the shares adjusted with the speed of answers and without it.

    How late somebody answers is their own doing: with speed held alike nobody would be slow.
    """
    numbers = {key: at for at, key in enumerate(places)}
    by_speed: defaultdict[Way, list[int]] = defaultdict(lambda: [0, 0])
    plain: defaultdict[Way, list[int]] = defaultdict(lambda: [0, 0])
    for lead in judged:
        way = Way(numbers[place(lead)], lead.work.owner, lead.speed)
        for table, key in ((by_speed, way), (plain, way._replace(speed=0))):
            table[key][0] += 1
            table[key][1] += lead.work.is_good
    held, total = (
        lead_quality({way: Counted(*each) for way, each in table.items()}, level=LEVEL) for table in (by_speed, plain)
    )
    return (held.whole if held else 0.0), held, total


def _people(
    found: Sequence[Lead], by_speed: Quality | None, plain: Quality | None, whole: float, viewer: Actor
) -> list[Hand]:
    groups = _grouped(found, lambda lead: lead.work.owner)
    held = {each.key: each for each in by_speed.people} if by_speed else {}
    total = {each.key: each for each in plain.people} if plain else {}
    names = DIMENSIONS["person"].naming(viewer, set(groups))
    people = [
        Hand(
            person,
            names[person][1],
            tally_of(leads),
            total.get(person),
            held.get(person),
            person_cause(total[person], held[person], whole) if person in total else Cause.FEW,
        )
        for person, leads in groups.items()
    ]
    return sorted(people, key=lambda each: (each.adjusted.share if each.adjusted else 1, each.name))


def _speeds(judged: Sequence[Lead], by_speed: Quality | None) -> list[Speed]:
    adjusted = {each.key: each for each in by_speed.speeds} if by_speed else {}
    groups = _grouped(judged, lambda lead: lead.speed)
    return [Speed(speed, tally_of(groups[speed]), adjusted.get(speed)) for speed in sorted(groups)]


def _names(split: Split, keys: Iterable[str], viewer: Actor) -> Mapping[str, str]:
    if split is Split.CAMPAIGN:
        return {key: campaign_name(key) for key in keys}
    found = DIMENSIONS["channel"].naming(viewer, {int(key) for key in keys if key != NONE})
    return {key: "" if key == NONE else found[int(key)][1] for key in keys}


def _costs(asked: Asked, every: Sequence[Lead], found: Sequence[Lead], viewer: Actor) -> tuple[Mapping[str, int], int]:
    """Return what each line cost, and what campaigns cost that brought nobody.

    A campaign's spend is dealt among the leads it brought, so a channel bears its leads' part; sums stay whole.
    """
    span, costs, idle = asked.span, defaultdict[str, int](int), 0
    brought, chosen = _grouped(every, lambda lead: lead.campaign), {lead.work.deal for lead in found}
    place, marks = _place(asked.split), roi.Asked(first=span.first, last=span.last, depth=roi.Depth.CAMPAIGN)
    for key, amount in roi.spent(marks, viewer=viewer).items():
        leads = brought.get("|".join(key), []) if any(key) else []
        if not leads:
            idle += amount if not asked.channel and asked.campaign in {"", "|".join(key)} else 0
            continue
        for lead, part in zip(leads, split_whole(amount, [1] * len(leads)), strict=True):
            if lead.work.deal in chosen:
                costs[place(lead)] += part
    return costs, idle
