"""The chat on a site as a way: what is said is stored, and the visitor's page fetches it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import CHAT, Field, Way, declare
from mostik.core.ways import Became, Channel, Letter, Outcome

LONGEST = 4000


class Stored:
    """The wire of the chat: a message that is kept has gone; it is read when the visitor's page has fetched it."""

    def send(self, letter: Letter) -> Outcome:
        """Say that it waits for the visitor."""
        return Outcome(Became.SENT, number=letter.number)


def _channel(_row: Any) -> Channel:
    return Stored()


declare(
    Way(
        code=CHAT,
        words=_("Chat on a site"),
        icon="chat",
        channel=_channel,
        longest=LONGEST,
        fields=(
            Field("words", _("On the button"), usual=_("Ask us")),
            Field("greeting", _("Greeting"), usual=_("Hello! How can we help?")),
            Field("colour", _("Colour"), _("Six letters and digits after a #, for example #1f5fbf."), usual="#1f5fbf"),
            Field("away", _("When nobody is here"), usual=_("Leave a phone or an e-mail: we will answer.")),
            Field("consent", _("Under the field"), usual=_("By writing you agree to the processing of your data.")),
        ),
    )
)
