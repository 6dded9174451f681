"""How a text is read by lists of phrases, lent to other rooms: words in any of their Russian forms."""

from collections.abc import Sequence

from mostik.automation.rules.dialogues.words import matched


def phrase_in(keys: Sequence[str], text: str) -> str:
    """Return the first of the phrases a text answers to, in any of their forms; nothing for none."""
    return matched(keys, text)
