"""The quality of leads: what each channel or campaign brought and cost, and whose fault it is where it brought less."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.lead_groups import (
    NONE,
    Leads,
    counted_by,
    deals_of,
    leads_of,
    of_campaign,
    of_channel,
    of_speed,
)
from mostik.analysis.queries.lead_tally import Asked, Figure, Hand, Lead, LeadQuality, Line, Speed, Split, tally_of
from mostik.analysis.rules.lead_faults import LEVEL, Cause, Fault, channel_fault, person_cause
from mostik.analysis.rules.lead_quality import Counted, Quality, Way, lead_quality
from mostik.channels.queries import roi
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.kernel.money import split_whole


def quality_of_leads(asked: Asked, *, viewer: Actor, read: Leads | None = None) -> LeadQuality:
    """Return the quality of the leads within the viewer's reach that came in the days asked for.

    ``read`` are those leads where they were read already.
    """
    read = read or leads_of(asked.span, viewer=viewer)
    every, found = read.groups, [lead for lead in read.groups if _among(lead, asked)]
    place = _place(asked.split)
    costs, idle = _costs(asked, every, viewer)
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
        as_of=read.as_of,
    )


def quality_deals(
    asked: Asked, *, viewer: Actor, key: str = "", person: int | None = None, speed: int | None = None, figure: Figure
) -> QuerySet[Any]:
    """Return the deals a figure counts: of one line, person or speed, or of all."""
    of_line = of_channel if asked.split is Split.CHANNEL else of_campaign
    wanted = [counted_by(figure)]
    wanted += [of_line(key)] if key else []
    wanted += [of_channel(asked.channel)] if asked.channel else []
    wanted += [of_campaign(asked.campaign)] if asked.campaign else []
    wanted += [Q(owner=person)] if person is not None else []
    if speed is not None:
        wanted.append(of_speed(speed, leads_of(asked.span, viewer=viewer).usual))
    return deals_of(asked.span, viewer=viewer).filter(*wanted)


def quality_choices(read: Leads, *, viewer: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the channels and the campaigns some leads came by, with their names."""
    channels = sorted({lead.channel for lead in read.groups})
    campaigns = sorted({lead.campaign for lead in read.groups})
    named = _names(Split.CHANNEL, channels, viewer)
    return (
        sorted(((key, named[key]) for key in channels), key=lambda each: each[1]),
        [(key, campaign_name(key)) for key in campaigns],
    )


def campaign_name(key: str) -> str:
    """Return a campaign's marks as people write them; empty for none."""
    return " / ".join(part for part in key.split("|") if part) if key != NONE else ""


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
            table[key][0] += lead.work.leads
            table[key][1] += lead.work.is_good * lead.work.leads
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


def _costs(asked: Asked, every: Sequence[Lead], viewer: Actor) -> tuple[Mapping[str, int], int]:
    """Return what each line cost, and what campaigns cost that brought nobody.

    A campaign's spend is dealt among the leads it brought, so a channel bears its leads' part; sums stay whole.
    """
    span, costs, idle = asked.span, defaultdict[str, int](int), 0
    brought = _grouped(every, lambda lead: lead.campaign)
    place, marks = _place(asked.split), roi.Asked(first=span.first, last=span.last, depth=roi.Depth.CAMPAIGN)
    for key, amount in roi.spent(marks, viewer=viewer).items():
        leads = brought.get("|".join(key), []) if any(key) else []
        if not leads:
            idle += amount if not asked.channel and asked.campaign in {"", "|".join(key)} else 0
            continue
        for lead, part in zip(leads, split_whole(amount, [lead.work.leads for lead in leads]), strict=True):
            if _among(lead, asked):
                costs[place(lead)] += part
    return costs, idle
