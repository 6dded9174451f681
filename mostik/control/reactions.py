"""What follows from events of the room: assignments are found by their words, by whoever may read them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.control.models import Assignment
from mostik.control.queries import indexed
from mostik.control.queries.assignments import ANSWER
from mostik.core import search
from mostik.core.search import Searchable

search.register(
    Searchable(
        kind="control.assignment",
        title=_("Assignments"),
        icon="check-circle",
        needs=ANSWER,
        url=lambda number: reverse("control:assignment", args=[number]),
        documents=indexed.assignment_documents,
        numbers=search.walk(Assignment.objects.all()),
        within=indexed.readable_numbers,
        place=1,
    )
)
