"""Tables of the room: connected ways, talks, what clients wrote and what they are written."""

from mostik.channels.models.letters import Sending
from mostik.channels.models.talks import Account, Arrival, Heard, Talk

__all__ = ["Account", "Arrival", "Heard", "Sending", "Talk"]
