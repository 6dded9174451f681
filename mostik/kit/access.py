"""Rights of the room: who changes the library; whoever sees deals sees it, what went to clients goes by reach."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import files, proofs, rights
from mostik.core.actors import Actor, ActorKind
from mostik.kit.models import Edition, Material, Share
from mostik.people.access import scoped

SEE, EDIT = "crm.see_deals", "kit.edit_library"
rights.declare("kit", edit_library=_("Change the warm-up library"))
proofs.declare("kit.library", _("Library written or revised"), "kit.material_saved", place="kit:materials")


def visible_materials(viewer: Actor) -> QuerySet[Material]:
    """Return the library, materials put away among them: the company's own, open to whoever sells."""
    return Material.objects.all() if viewer.may(SEE) else Material.objects.none()


def visible_shares(viewer: Actor) -> QuerySet[Share]:
    """Return what went to the clients of deals within reach."""
    return scoped(Share.objects.filter(deal__removed_at__isnull=True), viewer)


def _sees_edition(viewer: Actor, number: int) -> bool:
    return viewer.may(SEE) and Edition.objects.filter(pk=number).exists()


def _is_ours(viewer: Actor, _number: int) -> bool:
    """An edition's file is put there by the room itself."""
    return viewer.kind is ActorKind.SYSTEM


files.guard("kit.edition", _sees_edition, edits=_is_ours)
