"""Tables of the room: letters to clients."""

from mostik.channels.models.letters import Sending

__all__ = ["Sending"]
