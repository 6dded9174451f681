"""How many fields its stage asks for a deal lacks: kept on the deal, so that no list has to look at every one."""

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable

from mostik.crm.models import Deal, Stage

#: When a field a stage may ask for is empty.
EMPTY: dict[str, Q] = {
    "amount": Q(amount_minor=0),
    "company": Q(company__isnull=True),
    "contact": Q(contact__isnull=True),
    "product": Q(product__isnull=True),
    "channel": Q(channel__isnull=True),
    "expected_on": Q(expected_on__isnull=True),
    "note": Q(note=""),
}


def recount_lacks(stage: Stage) -> None:
    """Count anew what every deal of a stage lacks, in one statement: what the stage asks for has changed."""
    lacks: Combinable = Value(0)
    for name in stage.required_fields:
        lacks += Case(When(EMPTY[name], then=Value(1)), default=Value(0))
    Deal.objects.filter(stage=stage).update(lacks=lacks)
