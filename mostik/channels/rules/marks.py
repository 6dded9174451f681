"""What a stranger is known by, in the form clients are looked up in."""

from mostik.kernel.phone import NotAPhone, Phone


def phone_mark(text: str) -> str:
    """Return a number in E.164; nothing for what is none.

    >>> phone_mark("8 (912) 345-67-89"), phone_mark("79123456789"), phone_mark("hello")
    ('+79123456789', '+79123456789', '')
    """
    for written in (text, f"+{text.strip().lstrip('+')}"):
        try:
            return Phone.parse(written).e164
        except NotAPhone:
            continue
    return ""


def marks(*, phone: str = "", email: str = "", messenger: str = "") -> tuple[tuple[str, str], ...]:
    """Return (kind, value) of what is known; ``messenger`` is "kind:account".

    >>> marks(phone="89123456789", email=" Ivan@Acme.RU ", messenger="telegram:@Ivan")
    (('phone', '+79123456789'), ('email', 'ivan@acme.ru'), ('telegram', 'ivan'))
    """
    kind, _colon, account = messenger.partition(":")
    known = (
        ("phone", phone_mark(phone)),
        ("email", email.strip().lower()),
        (kind, account.strip().lstrip("@").lower()),
    )
    return tuple((kind, value) for kind, value in known if kind and value)
