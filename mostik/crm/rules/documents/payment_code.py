"""The payment code of GOST R 56042-2014: what a bank's application reads from a square on an invoice."""

from collections.abc import Mapping

from mostik.kernel.money import Money

#: Format, version, encoding (2 is UTF-8); the next sign is the one between fields.
HEAD = "ST00012"
SIGN = "|"
#: Order and length of the fields that must be there.
REQUIRED = {"Name": 160, "PersonalAcc": 20, "BankName": 45, "BIC": 9, "CorrespAcc": 20}
PURPOSE = 210


def payment_payload(seller: Mapping[str, str], amount: Money, purpose: str) -> str:
    """Return the text of a payment code over roubles, or nothing when a required field is empty.

    ``seller`` has the keys name, account, bank, bic, correspondent, inn, kpp. The sum is in kopecks. The sign between
    fields never stands inside one: it becomes a space.

    >>> ours = {"name": "ООО «Мостик»", "account": "40702810200000000001", "bank": "ПАО СБЕРБАНК"}
    >>> ours |= {"bic": "044525225", "correspondent": "30101810400000000225", "inn": "7707083893", "kpp": ""}
    >>> payment_payload(ours, Money.of(100), "Счёт 1")[:45]
    'ST00012|Name=ООО «Мостик»|PersonalAcc=4070281'
    """
    parts = {
        "Name": seller["name"],
        "PersonalAcc": seller["account"],
        "BankName": seller["bank"],
        "BIC": seller["bic"],
        "CorrespAcc": seller["correspondent"],
    }
    if amount.currency != "RUB" or amount.minor <= 0 or not all(parts.values()):
        return ""
    fields = {name: _bare(text)[: REQUIRED[name]] for name, text in parts.items()}
    fields |= {"Sum": str(amount.minor), "Purpose": _bare(purpose)[:PURPOSE]}
    fields |= {name: seller[key] for name, key in (("PayeeINN", "inn"), ("KPP", "kpp")) if seller[key]}
    return SIGN.join([HEAD, *(f"{name}={text}" for name, text in fields.items())])


def _bare(text: str) -> str:
    return " ".join(text.replace(SIGN, " ").split())
