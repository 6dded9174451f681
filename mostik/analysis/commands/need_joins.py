"""A need turns out to be another, and is parted from it again with everything that was its own."""

from django.db.models import Exists, OuterRef, Q

from mostik.analysis.commands.needs import KEEP, held
from mostik.analysis.events import NeedChanged
from mostik.analysis.models import Need, NeedJoin, Voice
from mostik.analysis.queries.needs import NoSuchNeed
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop


class NotJoined(Conflict):
    """There is nothing to part."""

    message = gettext_noop("This need is not joined to another, or was before that could be taken back.")


@command(needs=KEEP)
def join_needs(*, by: Actor, need_id: int, into_id: int) -> None:
    """Say that a need is another one: its voices go over, save those of deals that have both.

    Needs joined to it before go along. ``part_needs`` gives each record back to the need it was of.
    """
    if need_id == into_id:
        raise Invalid(gettext_noop("Choose another need."), field="into")
    row, other = held(need_id), held(into_id)
    both = Voice.objects.filter(need=other, deal=OuterRef("deal"))
    going = Voice.objects.filter(need=row).exclude(Exists(both)).order_by("pk")
    join = NeedJoin(need=row, into=other, made_by=by.id, made_at=clock.now())
    join.voices = list(going.values_list("pk", flat=True))
    join.followers = list(Need.objects.filter(into=row).order_by("pk").values_list("pk", flat=True))
    join.save()
    Voice.objects.filter(pk__in=join.voices).update(need=other)
    Need.objects.filter(pk__in=[row.pk, *join.followers]).update(into=other)
    publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title, into=other.pk))


@command(needs=KEEP)
def part_needs(*, by: Actor, need_id: int) -> int:
    """Take a join back and return the need it was joined to.

    The need is one of its own again with the voices it had, and those joined to it before are with it. Voices heard
    since, and those taken back, stay as they are.
    """
    row = locked(Need.objects.filter(pk=need_id, removed_at__isnull=True)).first()
    if row is None:
        raise NoSuchNeed
    join = NeedJoin.objects.filter(need=row, undone_at__isnull=True).first()
    if join is None or row.into_id is None:
        raise NotJoined
    among = Q(need=row.into_id) | Q(need__into=row.into_id)
    mine = Voice.objects.filter(among, pk__in=join.voices).values_list("pk", flat=True)
    Voice.objects.filter(pk__in=list(mine)).update(need=row)
    Need.objects.filter(pk__in=join.followers, into=row.into_id).update(into=row)
    Need.objects.filter(pk=row.pk).update(into=None)
    NeedJoin.objects.filter(pk=join.pk).update(undone_at=clock.now())
    publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title))
    return row.into_id
