"""The library as lists and cards show it, with what came of each material."""

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mostik.core.actors import SYSTEM, Actor
from mostik.core.models import File
from mostik.kernel.refusals import Missing
from mostik.kit.access import visible_materials, visible_shares
from mostik.kit.models import Edition, Material, Share

SHOWN = 50
OPENED = Q(first_at__isnull=False)
WON_AFTER = Q(deal__outcome="won", deal__closed_at__gt=F("made_at"))


def material_rows(*, viewer: Actor) -> QuerySet[Material]:
    """Return the library with its figures within the viewer's reach: sent, opened, deals won after it was sent."""
    shares = visible_shares(viewer)
    return (
        visible_materials(viewer)
        .select_related("owner")
        .annotate(
            sent=_of(shares, Count("pk")),
            opened=_of(shares.filter(OPENED), Count("pk")),
            won=_of(shares.filter(WON_AFTER), Count("deal", distinct=True)),
        )
    )


def material(material_id: int, *, viewer: Actor) -> Material:
    """Return one material with its figures; refuses one that is not there."""
    row = material_rows(viewer=viewer).filter(pk=material_id).first()
    if row is None:
        raise Missing()
    return row


def edition_of(material_id: int, *, viewer: Actor) -> Edition:
    """Return what a material says now."""
    row = Edition.objects.filter(material__in=visible_materials(viewer), material=material_id).first()
    if row is None:
        raise Missing()
    return row


def editions_of(material_id: int, *, viewer: Actor) -> list[tuple[Edition, File | None]]:
    """Return what a material said, the newest first, each with its file."""
    rows = list(Edition.objects.filter(material__in=visible_materials(viewer), material=material_id)[:SHOWN])
    kept = File.objects.filter(about_kind="kit.edition", about_id__in=[row.pk for row in rows], removed_at__isnull=True)
    files = {each.about_id: each for each in kept}
    return [(row, files.get(row.pk)) for row in rows]


def shares_of(material_id: int, *, viewer: Actor) -> list[Share]:
    """Return to whom a material went lately, within reach."""
    rows = visible_shares(viewer).filter(material=material_id).select_related("deal", "edition")
    return list(rows.order_by("-made_at", "-pk")[:SHOWN])


def file_of(edition_id: int, *, viewer: Actor = SYSTEM) -> File | None:  # noqa: ARG001 - of an edition somebody sees already
    """Return an edition's file, if it has one."""
    kept = File.objects.filter(about_kind="kit.edition", about_id=edition_id, removed_at__isnull=True)
    return kept.order_by("-pk").first()


def _of(shares: QuerySet[Share], count: Count) -> Coalesce:
    rows = shares.filter(material=OuterRef("pk")).order_by().values("material").annotate(found=count)
    return Coalesce(Subquery(rows.values("found"), output_field=IntegerField()), 0)
