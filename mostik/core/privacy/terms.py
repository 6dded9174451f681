"""What a column holds, about whom, what for and on which ground: the words of the data map."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tag(StrEnum):
    """What a column holds. ``words`` is free text: it may name anybody."""

    PERSONAL = "personal"
    CONTACT = "contact"
    WORDS = "words"
    COMMERCIAL = "commercial"
    MONEY = "money"
    HIDDEN = "hidden"
    PLAIN = "plain"


class Whose(StrEnum):
    """Whom the personal data of a table are about."""

    CLIENT = "client"
    WORKER = "worker"
    NOBODY = "nobody"


class Purpose(StrEnum):
    """What a table's data are kept for."""

    SALES = "sales"
    ACCOUNTS = "accounts"
    WORK = "work"
    SECURITY = "security"
    MARKETING = "marketing"
    RUNNING = "running"


TAGS: dict[Tag, Promise] = {
    Tag.PERSONAL: _("personal"),
    Tag.CONTACT: pgettext_lazy("data", "contact"),
    Tag.WORDS: _("free text"),
    Tag.COMMERCIAL: _("commercial secret"),
    Tag.MONEY: _("money secret"),
    Tag.HIDDEN: _("secret"),
    Tag.PLAIN: _("plain"),
}
WHOSE: dict[Whose, Promise] = {
    Whose.CLIENT: _("a person at a client"),
    Whose.WORKER: _("a person who works here"),
    Whose.NOBODY: pgettext_lazy("data", "nobody"),
}
PURPOSES: dict[Purpose, Promise] = {
    Purpose.SALES: _("talks, offers and contracts with clients"),
    Purpose.ACCOUNTS: _("papers of accounting"),
    Purpose.WORK: _("work of the people here"),
    Purpose.SECURITY: _("protection of data and proof of what happened"),
    Purpose.MARKETING: _("news and offers"),
    Purpose.RUNNING: _("running the program"),
}
#: On which ground each purpose stands: article 6 of 152-FZ, article 6 of the GDPR.
BASES: dict[Purpose, Promise] = {
    Purpose.SALES: _("a contract or steps towards one (152-FZ art. 6 p. 1 cl. 5; GDPR art. 6(1)(b))"),
    Purpose.ACCOUNTS: _("the law on accounting: five years (402-FZ art. 29; GDPR art. 6(1)(c))"),
    Purpose.WORK: _("the contract of employment (152-FZ art. 6 p. 1 cl. 5; GDPR art. 6(1)(b))"),
    Purpose.SECURITY: _("duties of whoever keeps data (152-FZ art. 19; GDPR art. 6(1)(c), 32)"),
    Purpose.MARKETING: _("consent (152-FZ art. 15; GDPR art. 6(1)(a))"),
    Purpose.RUNNING: _("legitimate interest (152-FZ art. 6 p. 1 cl. 7; GDPR art. 6(1)(f))"),
}
#: Tags of columns by which somebody can be recognised.
ABOUT_SOMEBODY = frozenset({Tag.PERSONAL, Tag.CONTACT, Tag.WORDS})


@dataclass(frozen=True)
class Held:
    """What one table holds: about whom, what for, and the tag of every column of it."""

    whose: Whose
    purpose: Purpose
    tags: dict[str, Tag]


def holds(whose: Whose = Whose.NOBODY, purpose: Purpose = Purpose.RUNNING, /, **columns: str) -> Held:
    """Return what a table holds, its columns named under their tags.

    >>> holds(Whose.CLIENT, Purpose.SALES, personal="name", plain="id at").tags["at"]
    <Tag.PLAIN: 'plain'>
    """
    tags: dict[str, Tag] = {}
    for tag, names in columns.items():
        for name in names.split():
            if name in tags:
                raise ValueError(f"{name} is tagged twice")
            tags[name] = Tag(tag)
    return Held(whose, purpose, tags)
