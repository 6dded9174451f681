"""What a client is known by: phones, addresses, sites, messengers, INN, each in the one form it is compared in."""

import re
from typing import Final, NamedTuple

from mostik.crm.rules.clients import kept_phone
from mostik.crm.terms import IdentityKind
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

#: Sites many people share: being there says nothing of who somebody is.
_SHARED: Final = frozenset(
    {
        "vk.com", "vk.ru", "ok.ru", "t.me", "wa.me", "instagram.com", "facebook.com", "youtube.com", "avito.ru",
        "mail.ru", "yandex.ru", "ya.ru", "gmail.com", "google.com", "bk.ru", "list.ru", "inbox.ru", "rambler.ru",
        "taplink.cc", "tilda.ws", "wixsite.com", "hh.ru", "2gis.ru", "wildberries.ru", "ozon.ru", "narod.ru",
    }
)  # fmt: skip
_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+")
_NAME: Final = re.compile(r"[a-z0-9_.]{3,64}")
_LINKS: Final = (
    (IdentityKind.TELEGRAM, re.compile(r"(?:https?://)?(?:t\.me|telegram\.me)/(?P<name>[\w.]+)/?")),
    (
        IdentityKind.WHATSAPP,
        re.compile(r"(?:https?://)?(?:wa\.me|api\.whatsapp\.com/send\?phone=)/?(?P<phone>\+?\d+)/?"),
    ),
    (IdentityKind.VK, re.compile(r"(?:https?://)?(?:m\.)?vk\.(?:com|ru)/(?P<name>[\w.]+)/?")),
    (IdentityKind.MAX, re.compile(r"(?:https?://)?max\.ru/(?P<name>[\w.]+)/?")),
    (IdentityKind.TELEGRAM, re.compile(r"(?:telegram|tg|телеграм)?[:\s]*@(?P<name>[\w.]+)")),
    (IdentityKind.TELEGRAM, re.compile(r"(?:telegram|tg|телеграм)[:\s]+(?P<name>[a-z][\w.]+)")),
    (IdentityKind.WHATSAPP, re.compile(r"(?:whatsapp|wa|ватсап|вотсап)[:\s]+(?P<phone>[+\d][\d\s()\-]+)")),
    (IdentityKind.VIBER, re.compile(r"(?:viber|вайбер)[:\s]+(?P<phone>[+\d][\d\s()\-]+)")),
    (IdentityKind.MAX, re.compile(r"(?:max|макс)[:\s]+(?P<name>[a-z0-9][\w.]+)")),
    (IdentityKind.VK, re.compile(r"(?:vk|вк)[:\s]+(?P<name>[a-z0-9][\w.]+)")),
)
MESSENGERS: Final = (
    IdentityKind.TELEGRAM,
    IdentityKind.WHATSAPP,
    IdentityKind.VIBER,
    IdentityKind.VK,
    IdentityKind.MAX,
)


class NotAMessenger(Invalid):
    """The text names no account of a messenger we know."""

    message = gettext_noop("“{text}” is no messenger account. Write @name, a link, or “WhatsApp +7 912 345-67-89”.")


class Known(NamedTuple):
    """One thing a client is known by."""

    kind: IdentityKind
    value: str


def site_domain(text: str) -> str:
    """Return the domain a site is compared by; nothing for a site many share or a text that is none.

    >>> site_domain("https://www.Acme.ru/contacts?a=1"), site_domain("vk.com/acme"), site_domain("нет")
    ('acme.ru', '', '')
    """
    bare = re.sub(r"^[a-z]+://", "", text.strip().lower()).split("/")[0].split("?")[0].split(":")[0]
    domain = bare.removeprefix("www.")
    return domain if _DOMAIN.fullmatch(domain) and domain not in _SHARED else ""


def messenger(text: str) -> Known:
    """Read an account of a messenger as people write it. Refuses `NotAMessenger`.

    >>> messenger("@Ivan_Petrov"), messenger("WhatsApp 8 912 345-67-89").value, messenger("vk.com/id1").kind.value
    (Known(kind=<IdentityKind.TELEGRAM: 'telegram'>, value='ivan_petrov'), '+79123456789', 'vk')
    """
    plain = text.strip().lower()
    for kind, shape in _LINKS:
        found = shape.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        value = _number(parts["phone"]) if "phone" in parts else parts["name"]
        if value and ("phone" in parts or _NAME.fullmatch(value)):
            return Known(kind, value)
    raise NotAMessenger(field="messenger", params={"text": text.strip()[:60]})


def written_messenger(kept: str) -> str:
    """Return an account kept as "kind:value" the way people read it, and `messenger` reads it back.

    >>> written_messenger("telegram:ivan"), written_messenger("whatsapp:+79123456789")
    ('@ivan', 'WhatsApp +79123456789')
    """
    kind, _colon, value = kept.partition(":")
    names = {"whatsapp": "WhatsApp", "viber": "Viber", "vk": "VK", "max": "MAX"}
    return f"@{value}" if kind == IdentityKind.TELEGRAM else f"{names.get(kind, kind)} {value}"


def messenger_link(kept: str) -> str:
    """Return the address that opens a talk with an account kept as "kind:value"; nothing where there is none.

    >>> messenger_link("telegram:ivan"), messenger_link("whatsapp:+79123456789"), messenger_link("viber:+7912")
    ('https://t.me/ivan', 'https://wa.me/79123456789', '')
    """
    kind, _colon, value = kept.partition(":")
    ways = {
        "telegram": "https://t.me/",
        "whatsapp": "https://wa.me/",
        "vk": "https://vk.com/",
        "max": "https://max.ru/",
    }
    return f"{ways[kind]}{value.removeprefix('+')}" if kind in ways else ""


def _number(text: str) -> str:
    try:
        return kept_phone(text if text.startswith(("+", "8")) else f"+{text}")
    except Refusal:
        return ""
