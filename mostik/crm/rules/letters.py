"""Letters and messages written from a template: a flat list of fields is filled in, nothing is worked out in the text.

Where no way out is connected, a link opens the writer's own mail program or messenger with the words ready.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from mostik.kernel.events import N_

FIELDS: Mapping[str, str] = {
    "client.name": N_("Client"),
    "client.contact": N_("Contact: first and last name"),
    "client.first_name": N_("Contact's first name"),
    "deal.title": N_("What the deal is about"),
    "deal.amount": N_("Amount of the deal"),
    "manager.name": N_("Who writes"),
    "manager.phone": N_("Phone of who writes"),
    "company.name": N_("Our company"),
    "today": N_("Today"),
    "paper.title": N_("Paper sent with it: what it is"),
    "paper.amount": N_("Paper sent with it: its sum"),
    "paper.until": N_("Paper sent with it: until when"),
    "paper.link": N_("Paper sent with it: link to it"),
    "promo.percent": N_("Better price until a day: how much less"),
    "promo.until": N_("Better price until a day: until when"),
    "promo.amount": N_("Better price until a day: the price"),
}
FIELD: Final = re.compile(r"\{\s*([\w.]*)\s*\}")
#: What is left of a sentence once an empty field has gone out of it.
GAPS: Final = ((re.compile(r"[ \t]+([,.!?;:])"), r"\1"), (re.compile(r"[ \t]{2,}"), " "))
#: A line an empty field began: what stands after its comma begins it now.
BEGUN: Final = re.compile(r"^[ \t]*,[ \t]*(\w)", re.MULTILINE)
LONGEST_LINK = 1800


class Way(StrEnum):
    """How what is written reaches the client."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    SMS = "sms"


def filled(text: str, values: Mapping[str, str], *, known: Collection[str] = FIELDS) -> str:
    """Return a template's text with its fields filled in; a field without a value leaves no gap, an unknown one stays.

    >>> filled("Hello, {client.first_name}! About {deal.title}.", {"deal.title": "Pumps"})
    'Hello! About Pumps.'
    >>> filled("{client.first_name}, good day!", {})
    'Good day!'
    >>> filled("{who}", {})
    '{who}'
    """
    done = FIELD.sub(lambda found: values.get(found[1], "") if found[1] in known else found[0], text)
    done = re.sub(r",\s*(?=[!?.])", "", done) if done != text else done
    done = BEGUN.sub(lambda found: found[1].upper(), done) if done != text else done
    for gap, instead in GAPS:
        done = gap.sub(instead, done)
    return done


def unknown_fields(text: str, *, known: Collection[str] = FIELDS) -> tuple[str, ...]:
    """Return the fields a text names that there are none of, in their order.

    >>> unknown_fields("{client.name}, {client.shoe_size} {}")
    ('client.shoe_size', '')
    """
    return tuple(name for name in FIELD.findall(text) if name not in known)


def letter_link(way: Way, to: str, *, subject: str = "", text: str = "") -> str:
    """Return the address that opens a mail program or messenger with the words ready; nothing where nobody is reached.

    ``to`` is an e-mail address, a number in E.164 or a Telegram account. A text too long for an address is left out.

    >>> letter_link(Way.EMAIL, "ivan@acme.test", subject="Offer", text="Hello & welcome")
    'mailto:ivan@acme.test?subject=Offer&body=Hello%20%26%20welcome'
    >>> letter_link(Way.WHATSAPP, "+79123456789", text="Hi"), letter_link(Way.TELEGRAM, "ivan", text="Hi")
    ('https://wa.me/79123456789?text=Hi', 'https://t.me/ivan?text=Hi')
    """
    if not to:
        return ""
    body = quote(text, safe="")
    body = body if len(body) <= LONGEST_LINK else ""
    return {
        Way.EMAIL: f"mailto:{quote(to, safe='@+._-')}?subject={quote(subject, safe='')}&body={body}",
        Way.WHATSAPP: f"https://wa.me/{to.removeprefix('+')}?text={body}",
        Way.TELEGRAM: f"https://t.me/{quote(to, safe='')}?text={body}",
        Way.SMS: f"sms:{to}?body={body}",
    }[way]
