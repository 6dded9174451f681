"""Numbers Russian law gives to companies and banks, and the check digits inside them."""

from collections.abc import Sequence

INN_TEN = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_ELEVEN = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_TWELVE = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
ACCOUNT = (7, 1, 3)


def is_inn(text: str) -> bool:
    """Return whether a taxpayer's number is right: ten digits of a company or twelve of a person.

    >>> is_inn("7707083893"), is_inn("500100732259"), is_inn("7707083894")
    (True, True, False)
    """
    if not _digits(text, 10, 12):
        return False
    if len(text) == 10:
        return _control(text, INN_TEN) == int(text[9])
    return _control(text, INN_ELEVEN) == int(text[10]) and _control(text, INN_TWELVE) == int(text[11])


def is_kpp(text: str) -> bool:
    """Return whether a reason code of registration has its form: four digits, two digits or letters, three digits.

    >>> is_kpp("773601001"), is_kpp("7736AB001"), is_kpp("77360100")
    (True, True, False)
    """
    head, middle, tail = text[:4], text[4:6], text[6:]
    shaped = all(sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" for sign in middle)
    return len(text) == 9 and _digits(head, 4) and _digits(tail, 3) and shaped


def is_ogrn(text: str) -> bool:
    """Return whether a registration number is right: thirteen digits of a company, fifteen of an entrepreneur.

    >>> is_ogrn("1027700132195"), is_ogrn("304500116000157"), is_ogrn("1027700132196")
    (True, True, False)
    """
    return _digits(text, 13, 15) and int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def is_bic(text: str) -> bool:
    """Return whether a bank's code has its form: nine digits, of Russia.

    >>> is_bic("044525225"), is_bic("44525225")
    (True, False)
    """
    return _digits(text, 9) and text.startswith("04")


def is_account(text: str, bic: str) -> bool:
    """Return whether a settlement account belongs to the bank: the Bank of Russia's key over the code's last digits.

    >>> is_account("40702810900000000001", "044525225"), is_account("40702810200000000001", "044525225")
    (False, True)
    """
    return _digits(text, 20) and is_bic(bic) and _keyed(bic[-3:] + text)


def is_correspondent(text: str, bic: str) -> bool:
    """Return whether a correspondent account belongs to the bank.

    >>> is_correspondent("30101810400000000225", "044525225")
    True
    """
    return _digits(text, 20) and is_bic(bic) and _keyed(f"0{bic[4:6]}{text}")


def _keyed(signs: str) -> bool:
    return sum(int(sign) * ACCOUNT[at % 3] % 10 for at, sign in enumerate(signs)) % 10 == 0


def _control(text: str, weights: Sequence[int]) -> int:
    return sum(int(sign) * weight for sign, weight in zip(text, weights, strict=False)) % 11 % 10


def _digits(text: str, *lengths: int) -> bool:
    return len(text) in lengths and text.isascii() and text.isdigit()
