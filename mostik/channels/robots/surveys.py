"""What robots ask of clients: a mark."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, declare
from mostik.channels.commands.surveys import ask_survey
from mostik.channels.queries.reaching import ways_to
from mostik.channels.terms import SURVEY_KINDS
from mostik.core.actors import Actor
from mostik.kernel.refusals import gettext_noop

SAYS = gettext_noop("The client is asked for a mark")


def _ask(*, by: Actor, number: int, told: Told, key: str) -> str:
    ask_survey(by=by, deal_id=number, key=key, kind=told.get("kind") or "")
    return str(_(SAYS))


def _shows(*, by: Actor, number: int, told: Told) -> str:
    del told
    ways_to(number, viewer=by)
    return str(_(SAYS))


def _kinds(_viewer: Actor) -> list[tuple[str, Any]]:
    return [(code.value, _(words)) for code, words in SURVEY_KINDS.items()]


declare(
    Deed(
        "deal.survey",
        _("Ask the client for a mark"),
        "deal",
        _ask,
        _shows,
        asks=(Ask("kind", _("What to ask"), choices=_kinds),),
        icon="star",
    )
)
