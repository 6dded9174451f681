"""The own fields a file may fill: a deal's, then its client's and its contact's."""

from django.utils.translation import get_language

from mostik.core.actors import Actor
from mostik.crm.queries.fields import own_fields
from mostik.crm.rules.fields.columns import HOLDERS, titled
from mostik.crm.rules.fields.kinds import FieldView


def deal_and_client_fields(*, viewer: Actor) -> tuple[FieldView, ...]:
    """Return the own fields of deals, companies and contacts in use."""
    return tuple(each for holder in HOLDERS["deals"] for each in own_fields(holder, viewer=viewer))


def fillable(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return them as (name, title), a client's saying whose they are."""
    language = get_language() or "ru"
    return [(each.name, titled(each, language)) for each in deal_and_client_fields(viewer=viewer)]
