"""Bank statements for tests, as a bank writes them."""

from datetime import date

from tests.conftest import TODAY

OUR_ACCOUNT = "40702810200000000001"
THEIR_ACCOUNT = "40702810900000000005"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def document(number: str, rub: float, day: date, title: str, **said: str) -> str:
    """Return a document of a statement."""
    fields = {"Номер": number, "Дата": _day(day), "Сумма": f"{rub:.2f}", **said}
    lines = [f"СекцияДокумент={title}", *(f"{name}={value}" for name, value in fields.items()), "КонецДокумента"]
    return "\r\n".join(lines)


def came(
    number: str,
    rub: float,
    *,
    payer: str = "ООО «Ромашка»",
    inn: str = "",
    purpose: str = "Оплата",
    day: date = TODAY,
    title: str = "Платежное поручение",
    payer_account: str = THEIR_ACCOUNT,
    account: str = OUR_ACCOUNT,
) -> str:
    """Return money that came to us."""
    payer_side = {"ПлательщикСчет": payer_account, "ПлательщикРасчСчет": payer_account, "ПлательщикИНН": inn}
    return document(
        number,
        rub,
        day,
        title,
        **payer_side,
        Плательщик1=payer,
        ПолучательСчет=account,
        ПолучательРасчСчет=account,
        ДатаПоступило=_day(day),
        НазначениеПлатежа=purpose,
    )


def went(number: str, rub: float, *, day: date = TODAY, title: str = "Платежное поручение") -> str:
    """Return money that went from us."""
    return document(
        number,
        rub,
        day,
        title,
        ПлательщикСчет=OUR_ACCOUNT,
        ПлательщикРасчСчет=OUR_ACCOUNT,
        Получатель1="ООО «Поставщик»",
        ПолучательСчет=THEIR_ACCOUNT,
        ДатаСписано=_day(day),
        НазначениеПлатежа="За товар",
    )


def _sum(documents: tuple[str, ...], day_word: str) -> float:
    found = [each.split("\r\n") for each in documents if f"{day_word}=" in each]
    return sum(float(line.removeprefix("Сумма=")) for lines in found for line in lines if line.startswith("Сумма="))


def statement(*documents: str, accounts: tuple[str, ...] = (OUR_ACCOUNT,)) -> str:
    """Return a statement of documents, its totals right for one account."""
    incoming, outgoing = _sum(documents, "ДатаПоступило"), _sum(documents, "ДатаСписано")
    head = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", f"РасчСчет={accounts[0]}"]
    for place, account in enumerate(accounts):
        moved = (incoming, outgoing) if not place else (0, 0)
        head += [
            "СекцияРасчСчет",
            f"ДатаНачала={_day(TODAY)}",
            f"ДатаКонца={_day(TODAY)}",
            f"РасчСчет={account}",
            "НачальныйОстаток=1000.00",
            f"ВсегоПоступило={moved[0]:.2f}",
            f"ВсегоСписано={moved[1]:.2f}",
            f"КонечныйОстаток={1000 + moved[0] - moved[1]:.2f}",
            "КонецРасчСчет",
        ]
    return "\r\n".join([*head, *documents, "КонецФайла"])
