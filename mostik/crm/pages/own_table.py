"""Own fields in a list: their columns, filters and order, out of the declared ones and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.lookups import Contains

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_companies
from mostik.crm.forms.activities import people_choices
from mostik.crm.models.own import Several, Slot
from mostik.crm.queries.fields import own_fields
from mostik.crm.rules.clients import digits_of
from mostik.crm.rules.fields.kinds import SORTED, WHOLE, FieldView
from mostik.crm.rules.fields.values import DECIMALS, day_span
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.money import minor_digits
from mostik.people.access import clear
from mostik.web import tables

T = FieldType
KINDS: dict[FieldType, str] = {
    T.NUMBER: "exact",
    T.MONEY: "money",
    T.YES_NO: "yes_no",
    T.DAY: "day",
    T.MOMENT: "moment",
    T.PERSON: "person",
}
Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]


class OwnList:
    """The own fields of one list as this viewer may see and narrow it: read once for a request."""

    def __init__(self, holder: Holder, *, viewer: Actor, register: int | None = None) -> None:
        found = own_fields(holder, viewer=viewer, register=register)
        self.viewer = viewer
        self.fields: Sequence[FieldView] = found
        self.listed = tuple(each for each in found if each.listed)
        self.open = tuple(each for each in self.listed if not each.masked or clear(each.masked, viewer))

    def columns(self) -> list[tables.Column]:
        """Return a column for every field; those not for lists can be taken in, and go to files."""
        return [_column(each, sorts=each in self.open and each.type in SORTED) for each in self.fields]

    def filters(self) -> list[tables.Filter]:
        """Return a filter for every listed field the viewer sees in full."""
        return [_filter(each, self.viewer) for each in self.open]

    def rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with what they may be put in order by."""
        return rows.annotate(**{each.name: slot_of(each) for each in self.open if each.type in SORTED})

    def search(self, text: str) -> Q:
        """Return the condition that a searchable field of words holds the text."""
        asked = Q()
        for each in self.fields:
            if each.searchable and each.key != each.slot and (not each.masked or clear(each.masked, self.viewer)):
                asked |= Q(Contains(slot_of(each), text.casefold()))
        return asked


def slot_of(one: FieldView) -> Slot:
    """Return what a field is compared and sorted by."""
    return Slot("own", one.key, whole=one.type in WHOLE)


def _column(one: FieldView, *, sorts: bool) -> tables.Column:
    return tables.Column(
        key=one.name,
        title=one.title,
        value=lambda row: row.own.get(one.id),
        kind=KINDS.get(one.type, "text") if not one.masked else "text",
        sort=(one.name,) if sorts else None,
        default_hidden=not one.listed,
    )


def _filter(one: FieldView, viewer: Actor) -> tables.Filter:
    made = _MAKERS.get(one.type, _by_words)
    return made(one, viewer)


def _narrowed(one: FieldView, **lookups: Any) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    asked = {f"asked_{one.name}__{lookup}": value for lookup, value in lookups.items()}
    return lambda rows: rows.alias(**{f"asked_{one.name}": slot_of(one)}).filter(**asked)


def _by_words(one: FieldView, _viewer: Actor) -> tables.Filter:
    def apply(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        wanted = digits_of(text) if one.type is T.PHONE and digits_of(text) else text.casefold()
        return _narrowed(one, contains=wanted)(rows)

    return tables.text_filter(one.name, one.title, apply=apply, more=True)


def _between(one: FieldView, start: Any, end: Any) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    ends = {"gte": start, "lte": end}
    return _narrowed(one, **{name: value for name, value in ends.items() if value is not None})


def _by_number(one: FieldView, _viewer: Actor) -> tables.Filter:
    scale = DECIMALS if one.type is T.NUMBER else minor_digits(one.currency)

    def apply(rows: QuerySet[Any], ends: tuple[Any, Any]) -> QuerySet[Any]:
        low, high = (None if end is None else end.scaleb(scale) for end in ends)
        start = None if low is None else -int(-low // 1)
        return _between(one, start, None if high is None else int(high // 1))(rows)

    return tables.number_range_filter(one.name, one.title, apply=apply, more=True)


def _by_day(one: FieldView, _viewer: Actor) -> tables.Filter:
    def ends(days: tuple[date | None, date | None]) -> tuple[str | None, str | None]:
        first, last = days
        if one.type is T.DAY:
            return first and first.isoformat(), last and last.isoformat()
        zone = clock.zone()
        return first and day_span(first, zone)[0], last and day_span(last, zone)[1]

    def apply(rows: QuerySet[Any], days: tuple[date | None, date | None]) -> QuerySet[Any]:
        return _between(one, *ends(days))(rows)

    return tables.day_range_filter(one.name, one.title, apply=apply, more=True)


def _by_yes_no(one: FieldView, _viewer: Actor) -> tables.Filter:
    def apply(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001 - what a filter is given
        return _narrowed(one, exact=int(value))(rows)

    return tables.yes_no_filter(one.name, one.title, apply=apply, more=True)


def _by_choice(one: FieldView, _viewer: Actor) -> tables.Filter:
    options = [(each.id, one.option_title(each.id)) for each in one.options]

    def apply(rows: QuerySet[Any], values: Iterable[str]) -> QuerySet[Any]:
        numbers = [int(value) for value in values]
        if one.type is T.CHOICES:
            return rows.filter(Several("own", one.slot, numbers))
        return _narrowed(one, **{"in": numbers})(rows)

    return tables.multichoice_filter(one.name, one.title, options, apply=apply, more=True)


def _by_person(one: FieldView, viewer: Actor) -> tables.Filter:
    def apply(rows: QuerySet[Any], values: Iterable[str]) -> QuerySet[Any]:
        return _narrowed(one, **{"in": [int(value) for value in values]})(rows)

    return tables.person_filter(
        one.name, one.title, lambda _request: people_choices(viewer=viewer), apply=apply, more=True
    )


def _by_client(one: FieldView, viewer: Actor) -> tables.Filter:
    def apply(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        found = visible_companies(viewer).filter(Q(title__icontains=text) | Q(key__contains=text.casefold()))
        return _narrowed(one, **{"in": found.values("pk")})(rows)

    return tables.text_filter(one.name, one.title, apply=apply, more=True)


_MAKERS: dict[FieldType, Callable[[FieldView, Actor], tables.Filter]] = {
    T.NUMBER: _by_number,
    T.MONEY: _by_number,
    T.DAY: _by_day,
    T.MOMENT: _by_day,
    T.YES_NO: _by_yes_no,
    T.CHOICE: _by_choice,
    T.CHOICES: _by_choice,
    T.PERSON: _by_person,
    T.CLIENT: _by_client,
}
