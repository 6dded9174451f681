"""Rules of giving leads out: made, changed, put away and brought back."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.events import LeadRuleSaved
from mostik.crm.models import LeadRule, LeadTaker
from mostik.kernel.refusals import Conflict, Invalid, Missing

RIGHT = "crm.edit_lead_rules"
PLAIN = (
    "title",
    "sort",
    "sources",
    "channel_id",
    "product_id",
    "least_score",
    "way",
    "owner_first",
    "only_at_work",
    "keeper_id",
    "answer_minutes",
    "working_time",
    "most_turns",
    "picks_a_day",
    "picks_at_once",
    "return_minutes",
    "greeting",
)


class Taker(NamedTuple):
    """Somebody who takes leads by a rule: zero sets no limit, nothing named takes anything."""

    person: int
    quota: int = 0
    capacity: int = 0
    products: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()


class RuleValues(TypedDict, total=False):
    """What a rule says; ``takers`` in order."""

    title: str
    sort: int
    sources: list[str]
    channel_id: int | None
    product_id: int | None
    least_score: int
    way: str
    owner_first: bool
    only_at_work: bool
    keeper_id: int
    answer_minutes: int
    working_time: bool
    most_turns: int
    picks_a_day: int
    picks_at_once: int
    return_minutes: int
    greeting: str
    takers: Sequence[tuple[Any, ...]]


@command(needs=RIGHT)
def save_rule(*, by: Actor, values: RuleValues, rule_id: int | None = None, version: int | None = None) -> int:
    """Make or change a rule and return its number; whoever stays in it keeps their turn. Refuses one for nobody."""
    del by
    row = _held(rule_id) if rule_id else LeadRule()
    if version is not None and row.pk and version != row.version:
        raise Conflict(_("Somebody changed this rule since you opened it. Look at it again."))
    takers = [Taker(*each) for each in values.get("takers", [])]
    if not takers:
        raise Invalid(_("Say who takes leads by this rule."))
    told: dict[str, Any] = {name: values[name] for name in PLAIN if name in values}  # type: ignore[literal-required]
    changes = [
        (name, str(getattr(row, name)), str(value)) for name, value in told.items() if getattr(row, name) != value
    ]
    for name, value in told.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.takers.exclude(person__in=[each.person for each in takers]).delete()
    for each in takers:
        told = {**each._asdict(), "products": list(each.products), "languages": list(each.languages)}
        LeadTaker.objects.update_or_create(rule=row, person_id=told.pop("person"), defaults=told)
    publish(LeadRuleSaved(at=clock.now(), rule=row.pk, title=row.title, changes=tuple(changes)))
    return row.pk


@command(needs=RIGHT)
def move_rule(*, by: Actor, rule_id: int, up: bool) -> None:
    """Let a rule be tried before the one above it, or after the one below; at the ends it stays."""
    del by
    rows = list(locked(LeadRule.objects.filter(archived_at__isnull=True)).order_by("sort", "pk"))
    place = next((place for place, row in enumerate(rows) if row.pk == rule_id), None)
    if place is None:
        raise Missing()
    to = place - 1 if up else place + 1
    if 0 <= to < len(rows):
        rows[place], rows[to] = rows[to], rows[place]
        publish(
            LeadRuleSaved(at=clock.now(), rule=rule_id, title=rows[to].title, changes=(("sort", str(place), str(to)),))
        )
    for sort, row in enumerate(rows):
        if row.sort != sort:
            row.sort, row.version = sort, row.version + 1
            row.save(update_fields=["sort", "version", "updated_at"])


@command(needs=RIGHT)
def archive_rule(*, by: Actor, rule_id: int) -> None:
    """Put a rule away: leads go by the next that fits."""
    del by
    _put_away(rule_id, away=True)


@command(needs=RIGHT)
def restore_rule(*, by: Actor, rule_id: int) -> None:
    """Bring a rule back."""
    del by
    _put_away(rule_id, away=False)


def _put_away(rule_id: int, *, away: bool) -> None:
    row = _held(rule_id)
    row.archived_at, row.version = clock.now() if away else None, row.version + 1
    row.save()
    publish(LeadRuleSaved(at=clock.now(), rule=row.pk, title=row.title))


def _held(rule_id: int) -> LeadRule:
    row = locked(LeadRule.objects.filter(pk=rule_id)).first()
    if row is None:
        raise Missing()
    return row
