"""Writes of the small books a deal refers to: reasons, competitors, channels, products; used ones are put away."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import BookChanged
from mostik.crm.models import Channel, Competitor, LossReason, Product
from mostik.crm.rules.items import LARGEST
from mostik.crm.terms import LossGroup, PipelineKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing

M = TypeVar("M", bound=Model)
Row = LossReason | Competitor | Channel | Product
Change = tuple[str, str, str]


@command(needs="crm.edit_pipelines")
def add_reason(
    *,
    by: Actor,
    title: str,
    group: LossGroup = LossGroup.OTHER,
    requires_note: bool = False,
    preventable: bool = False,
    advice: str = "",
    of: PipelineKind = PipelineKind.DEAL,
) -> int:
    """Add a reason why deals are lost, or leads rejected, and return its number.

    A preventable one is a reason people here could have done something about; ``advice`` says what.
    """
    told = {"group": group, "requires_note": requires_note, "preventable": preventable, "advice": advice.strip()[:300]}
    return _add(LossReason(sort=LossReason.objects.count(), of=of, **told), title)


@command(needs="crm.edit_pipelines")
def edit_reason(
    *,
    by: Actor,
    reason_id: int,
    title: str | None = None,
    group: LossGroup | None = None,
    requires_note: bool | None = None,
    preventable: bool | None = None,
    advice: str | None = None,
    active: bool | None = None,
) -> None:
    """Change a loss reason, or put it away; losses keep it."""
    told = {"group": group, "requires_note": requires_note, "preventable": preventable, "active": active}
    said = None if advice is None else advice.strip()[:300]
    _edit(LossReason.objects.all(), reason_id, title, advice=said, **told)


@command(needs="crm.edit_pipelines")
def add_competitor(*, by: Actor, title: str) -> int:
    """Add a competitor deals are lost to and return its number."""
    return _add(Competitor(), title)


@command(needs="crm.edit_pipelines")
def edit_competitor(*, by: Actor, competitor_id: int, title: str | None = None, active: bool | None = None) -> None:
    """Rename a competitor, or put it away; losses keep it."""
    _edit(Competitor.objects.all(), competitor_id, title, active=active)


def competitor_of(name: str) -> Competitor | None:
    """Return the competitor of a name, written in any case; one nobody has named before is added. None for no name."""
    title = " ".join(name.split())
    if not title:
        return None
    known = {row.title.casefold(): row for row in Competitor.objects.all()}
    found = known.get(title.casefold())
    if found is None:
        found = Competitor(title=same_name(Competitor.objects.all(), title))
        _add(found, title)
    return found


@command(needs="crm.edit_pipelines")
def add_channel(*, by: Actor, title: str) -> int:
    """Add a channel leads come from and return its number."""
    return _add(Channel(sort=Channel.objects.count()), title)


@command(needs="crm.edit_pipelines")
def edit_channel(*, by: Actor, channel_id: int, title: str | None = None, active: bool | None = None) -> None:
    """Rename a channel, or put it away; deals keep it."""
    _edit(Channel.objects.all(), channel_id, title, active=active)


@command(needs="crm.edit_pipelines")
def add_product(*, by: Actor, title: str, series: str = "", price: Money | None = None) -> int:
    """Add a product with its list price and return its number; refuses a price below zero."""
    row = Product(series=series.strip()[:80], **_priced(price))
    return _add(row, title)


@command(needs="crm.edit_pipelines")
def edit_product(
    *,
    by: Actor,
    product_id: int,
    title: str | None = None,
    series: str | None = None,
    price: Money | None = None,
    active: bool | None = None,
) -> None:
    """Change a product or its list price, or put it away; deals keep it. Refuses a price below zero."""
    _edit(Product.objects.all(), product_id, title, series=series, active=active, **_priced(price))


def same_name(rows: QuerySet[Any], title: str, own: int | None = None) -> str:
    """Return a title cleaned for use; refuses an empty, long or taken one."""
    title = title.strip()
    if not title or len(title) > 80:
        raise Invalid(_("A title has from 1 to 80 characters."), field="title")
    if rows.filter(title=title).exclude(pk=own).exists():
        raise Invalid(_("There is one of this name already."), field="title")
    return title


def apply(row: Model, values: Mapping[str, object]) -> list[Change]:
    """Put values that are given onto a row, unsaved, and return those that changed, as people read them."""
    changes = []
    for name, value in values.items():
        before = getattr(row, name)
        if value is not None and value != before:
            setattr(row, name, value)
            changes.append((name, _words(before), _words(value)))
    return changes


def in_order(rows: QuerySet[M], numbers: Sequence[int]) -> list[M]:
    """Number the rows in this order and return those that moved. Refuses an order that leaves some out."""
    known = {row.pk: row for row in rows.select_for_update()}
    if sorted(numbers) != sorted(known):
        raise Conflict(_("The list has changed in the meantime. Look at it again."))
    moved = []
    for sort, pk in enumerate(numbers):
        if apply(known[pk], {"sort": sort}):
            known[pk].save(update_fields=["sort"])
            moved.append(known[pk])
    return moved


def _add(row: Row, title: str) -> int:
    row.title = same_name(type(row).objects.all(), title)
    row.save()
    publish(BookChanged(at=clock.now(), book=_book(row), record=row.pk, title=row.title))
    return int(row.pk)


def _edit(rows: QuerySet[Any], pk: int, title: str | None, **values: object) -> None:
    row = rows.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing()
    if title is not None:
        values["title"] = same_name(rows, title, row.pk)
    if changes := apply(row, values):
        row.save()
        told = {"book": _book(row), "record": row.pk, "title": row.title}
        publish(BookChanged(at=clock.now(), changes=tuple(changes), **told))


def _priced(price: Money | None) -> dict[str, Any]:
    """Return a list price as its columns; none, where none is said."""
    if price is None:
        return {}
    if not 0 <= price.minor <= LARGEST:
        raise Invalid(_("The price cannot be below zero."), field="price")
    return {"price_minor": price.minor, "currency": price.currency}


def _book(row: Model) -> str:
    names: dict[type[Model], str] = {
        LossReason: "reason",
        Competitor: "competitor",
        Channel: "channel",
        Product: "product",
    }
    return names[type(row)]


def _words(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
