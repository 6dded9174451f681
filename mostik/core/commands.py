"""Every write of the frame's own: reading one's notifications, keeping one's views, the search's index made anew."""

from collections.abc import Callable, Collection, Sequence

from django.db import IntegrityError, transaction

from mostik.core import clock, queries, search
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.models import SavedView
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop

MOST_QUERY = 2000

Tell = Callable[[str, int], object]


class ViewNamedSo(Conflict):
    """One's view of this list has this name already."""

    message = gettext_noop("You already have a view called “{title}”. Choose another name.")


class TooMuchChosen(Invalid):
    """What narrows the list is longer than a view holds: cut short it would be another list."""

    message = gettext_noop("So much is chosen that a view cannot hold it. Choose fewer, a team for example.")


class NoSuchView(Missing):
    """The view is not there or is somebody else's."""

    message = gettext_noop("This view does not exist or is not yours.")


@command(needs=None)
def read_notifications(*, by: Actor) -> int:
    """Mark everything under one's own bell as read; return how many were new."""
    return queries.notifications(viewer=by).filter(read_at__isnull=True).update(read_at=clock.now())


@command(needs=None)
def mark_notifications(*, by: Actor, numbers: Collection[int], read: bool) -> int:
    """Mark some of one's own notifications as read or as new again; return how many changed."""
    rows = queries.notifications(viewer=by).filter(pk__in=numbers, read_at__isnull=read)
    return rows.update(read_at=clock.now() if read else None)


@command(needs=None)
def save_view(*, by: Actor, table: str, title: str, query: str, shared: bool = False) -> SavedView:
    """Keep a list's filters, order and columns under a name; refuses one had already, and more than a view holds."""
    query = query.lstrip("?")
    if len(query) > MOST_QUERY:
        raise TooMuchChosen(field="title")
    view = SavedView(person_id=by.id or 0, table=table, title=title, query=query, shared=shared)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewNamedSo(field="title", params={"title": title}) from None
    return view


@command(needs=None)
def delete_view(*, by: Actor, view_id: int) -> SavedView:
    """Forget one of one's own views and return it, so that it can be brought back."""
    view = SavedView.objects.filter(pk=view_id, person_id=by.id or 0).first()
    if view is None:
        raise NoSuchView
    SavedView.objects.filter(pk=view_id).delete()
    return view


@command(needs="core.edit_company")
def rebuild_search(*, by: Actor, tell: Tell, only: Sequence[str] = ()) -> dict[str, int]:  # noqa: ARG001 - the frame asks who
    """Make the search's index anew, of some kinds only where named, in one transaction; return how many of each it has.

    ``tell(kind, so far)`` hears how far it is. Whoever searches meanwhile finds what was found before.
    """
    counted: dict[str, int] = {}
    for kind, done in search.rebuild(only):
        counted[kind] = done
        tell(kind, done)
    return counted
