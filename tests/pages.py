"""What an answer says, as a test reads it."""

import re

#: What differs in every answer by chance, and may hold any number one looks for.
CHANCE = re.compile(r"""("X-CSRFToken":\s*"|name="csrfmiddlewaretoken"\s+value=")[^"]*""")


def text_of(answer) -> str:
    """Return all an answer says, a file's lines too, without what is there by chance."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CHANCE.sub(r"\1", body.decode(errors="replace"))
