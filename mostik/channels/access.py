"""Rights of the room, and whose letters and talks a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.channels.models import Account, Arrival, LetterDraft, Sending, Talk
from mostik.core import files, notifications, rights
from mostik.core.actors import Actor, ActorKind
from mostik.people.access import scoped

RIGHT = "channels.write_letters"
rights.declare(
    "channels",
    write_letters=_("Write letters and messages to clients from Mostik"),
    edit_sources=_("Make forms and other sources of leads, sort out what came"),
    edit_gate=_("Say when and how often robots write to clients; stop them all"),
    connect_ways=_("Connect and change ways clients are reached by"),
    see_tracking=_("See what advertising costs and brings"),
    note_calls=_("Tell of calls to the numbers of tracking"),
    edit_tracking=_("Set up tracking: sites, numbers, spend"),
)
notifications.declare("survey", _("Low marks of clients"), urgent=True)
notifications.declare("talk", _("Clients' messages"), urgent=True)


def visible_letters(viewer: Actor) -> QuerySet[Sending]:
    """Return the letters of deals and clients within reach."""
    return scoped(Sending.objects.all(), viewer)


def visible_talks(viewer: Actor) -> QuerySet[Talk]:
    """Return the talks within reach."""
    return scoped(Talk.objects.all(), viewer)


def accounts(viewer: Actor) -> QuerySet[Account]:  # noqa: ARG001 - the company's own; who may see them is a right
    """Return the connected ways, removed ones left out."""
    return Account.objects.filter(removed_at__isnull=True)


def _sees_arrival(viewer: Actor, number: int) -> bool:
    rows = Arrival.objects.filter(pk=number, talk__in=visible_talks(viewer))
    return viewer.may("crm.see_deals") and rows.exists()


def _sees_letter(viewer: Actor, number: int) -> bool:
    return viewer.may("crm.see_deals") and visible_letters(viewer).filter(pk=number).exists()


def _is_ours(viewer: Actor, _number: int) -> bool:
    """What came or goes with a message is attached by the room itself."""
    return viewer.kind is ActorKind.SYSTEM


files.guard("channels.arrival", _sees_arrival, edits=_is_ours)


def _writes(viewer: Actor, number: int) -> bool:
    """A draft is its writer's own."""
    return viewer.may(RIGHT) and LetterDraft.objects.filter(pk=number, person=viewer.id or 0).exists()


files.guard("channels.letter_draft", _writes, edits=_writes)
files.guard("channels.letter", _sees_letter, edits=_is_ours)
