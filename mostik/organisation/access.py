"""Rights of the room, and whose standups a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import company, proofs, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.organisation.models import OwnerLetter, Standup
from mostik.people.access import scoped

rights.declare(
    "organisation",
    hold_standups=_("Hold daily standups"),
    read_owner_letters=_("Read the letters to the owner"),
    write_owner_letters=_("Edit, approve and send the letters to the owner, say when they are built"),
)
proofs.declare("organisation.standup", _("Standup held"), "organisation.standup_ended", place="organisation:standup")
proofs.declare(
    "organisation.owner_letter",
    _("Letter to the owner approved"),
    "organisation.owner_letter_approved",
    place="organisation:owner_letters",
    counts=proofs.Counts.ALL,
)
#: Which letters are built and when, where they go, and whose department they are of, as who set it sees it.
OWNER_LETTERS = "organisation.owner_letters"
company.declare(OWNER_LETTERS, {"week": None, "month": None, "to": [], "department": None, "by": None, "since": ""})


def visible_standups(viewer: Actor) -> QuerySet[Standup]:
    """Return the standups of the teams within the viewer's reach, and those of whole departments within it."""
    rows = Standup.objects.all()
    whole = rows.filter(team__isnull=True, department__in=sorted(viewer.departments))
    return scoped(rows, viewer, owner="keeper_id") | whole


def visible_owner_letters(viewer: Actor) -> QuerySet[OwnerLetter]:
    """Return the letters of the departments within the viewer's reach, for whoever reads them."""
    rows = OwnerLetter.objects.select_related("department")
    if viewer.kind is ActorKind.SYSTEM:
        return rows
    if not viewer.may("organisation.read_owner_letters"):
        return rows.none()
    return rows if viewer.reach is Reach.ALL else rows.filter(department__in=sorted(viewer.departments))
