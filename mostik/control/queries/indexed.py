"""What the search finds of assignments: the words of each that is still there, and which of them somebody may read."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from mostik.control.access import visible_assignments
from mostik.control.models import Assignment
from mostik.core.actors import Actor
from mostik.core.search import Document


def assignment_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of assignments: what is to be done, of what, by whom and for whom, what was said of it."""
    rows = Assignment.objects.filter(pk__in=numbers, removed_at__isnull=True).select_related("owner", "giver")
    for row in rows:
        yield Document(
            id=row.pk,
            title=row.text,
            note=" · ".join(filter(None, [row.owner.short_name, row.origin_words])),
            body=[
                row.giver.short_name,
                row.answer_text,
                row.acted_text,
                row.returned_text,
                row.solved_text,
                str(row.pk),
            ],
            owner=row.owner_id,
            team=row.team_id,
            at=row.made_at,
        )


def readable_numbers(viewer: Actor) -> QuerySet[Any]:
    """Return the numbers of the assignments a viewer may read: their own, those they gave, their people's."""
    return visible_assignments(viewer).values("pk")
