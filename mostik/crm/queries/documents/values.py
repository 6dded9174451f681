"""The values of a paper's fields: a flat dictionary of strings, in the paper's own language."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, override

from mostik.core.actors import Actor
from mostik.crm.models import Company, Document, Seller
from mostik.crm.rules.clients import read_phone
from mostik.crm.rules.documents.amounts import in_words
from mostik.crm.rules.documents.payment_code import payment_payload
from mostik.crm.rules.documents.sums import PaperLine, Totals, totals
from mostik.crm.rules.items import percent
from mostik.crm.terms import PAYABLE, DocumentKind
from mostik.kernel.money import Money
from mostik.people.access import User, shown
from mostik.web import formats

#: What a paper may follow from, the first one found.
BASES: Mapping[str, tuple[str, ...]] = {
    DocumentKind.INVOICE: (DocumentKind.CONTRACT,),
    DocumentKind.ACT: (DocumentKind.CONTRACT, DocumentKind.INVOICE),
    DocumentKind.WAYBILL: (DocumentKind.CONTRACT, DocumentKind.INVOICE),
}
ALIVE = ("issued", "sent", "viewed", "accepted", "paid")


def paper_values(row: Document, lines: Iterable[PaperLine], *, viewer: Actor) -> dict[str, str]:
    """Return every field of a paper; a client's phone and e-mail as far as the viewer may see them."""
    language = row.template.language if row.template else "ru"
    with override(language):
        listed = tuple(lines)
        sums = totals(listed, row.currency)
        values = {
            **_document(row, sums, language),
            "document.tax_line": _tax_line(listed, sums),
            **_client(row.company, viewer),
            **_deal(row),
            **_seller(row.seller),
            **{f"document.{name}": text for name, text in row.extra.items()},
        }
        values["document.basis"] = row.extra.get("basis") or basis_of(row, viewer=viewer)
        code = _payment_code(row, values["document.tax_line"])
        values |= {
            "payment.qr": code,
            "payment.note": gettext("Scan to pay in your bank's application") if code else "",
        }
    return values


def line_values(lines: Iterable[PaperLine], *, language: str) -> list[dict[str, str]]:
    """Return the fields of each line."""
    with override(language):
        return [_line(place, line) for place, line in enumerate(lines, 1)]


def basis_of(row: Document, *, viewer: Actor) -> str:  # noqa: ARG001 - papers of the same deal
    """Return the paper this one follows from, in words: the deal's latest contract, else its invoice."""
    rows = Document.objects.filter(deal=row.deal_id, status__in=ALIVE).exclude(pk=row.pk)
    for kind in BASES.get(row.kind, ()):
        found = rows.filter(kind=kind).order_by("-dated_on", "-pk").first()
        if found is not None:
            words = {"contract": gettext("Contract No. %(number)s of %(date)s")}
            words |= {"invoice": gettext("Invoice No. %(number)s of %(date)s")}
            return words[kind] % {"number": found.number, "date": figures(found.dated_on)}
    return ""


def figures(day: date | None) -> str:
    """Return a day in figures: 18.11.2026, in English 2026-11-18."""
    if day is None:
        return ""
    return f"{day:%d.%m.%Y}" if formats.locale().language == "ru" else day.isoformat()


def _document(row: Document, sums: Totals, language: str) -> dict[str, str]:
    return {
        "document.number": row.number or gettext("draft"),
        "document.date": figures(row.dated_on),
        "document.date_words": _day(row.dated_on),
        "document.due": figures(row.due_on),
        "document.due_words": _day(row.due_on),
        "document.amount": _money(sums.amount),
        "document.amount_words": in_words(sums.amount, language),
        "document.net": _money(sums.net),
        "document.tax": _money(sums.tax) if sums.tax is not None else "",
        "document.tax_words": in_words(sums.tax, language) if sums.tax is not None else "",
        "document.items_count": str(sums.count),
        "document.currency": gettext("roubles") if row.currency == "RUB" else row.currency,
        "document.payment_link": row.payment_url,
        **dict.fromkeys(("document.subject", "document.terms", "document.trustee", "document.trustee_position"), ""),
        "document.trustee_document": "",
    }


def _tax_line(lines: tuple[PaperLine, ...], sums: Totals) -> str:
    if sums.tax is None:
        return gettext("Without VAT")
    rates = {line.vat_rate for line in lines if line.vat_rate is not None}
    rate = f"{formats.NBSP}{_rate(rates.pop())}" if len(rates) == 1 else ""
    return gettext("Including VAT%(rate)s: %(tax)s") % {"rate": rate, "tax": _money(sums.tax)}


#: A client's requisites as they lie on its card; our own company's are called the same.
REQUISITES = ("inn", "kpp", "ogrn", "address", "bank", "bic", "account", "correspondent")


def _client(company: Company | None, viewer: Actor) -> dict[str, str]:
    """Return the client's fields: the name by registration and the requisites, as far as they are known."""
    if company is None:
        return _party(
            "client", dict.fromkeys(("name", "full_name", "postal_address", "phone", "email", *REQUISITES), "")
        )
    number = read_phone(company.phone)
    own = {name: str(getattr(company, name)) for name in REQUISITES}
    own |= {"name": company.title, "full_name": company.full_title or company.title}
    own |= {"address": company.address or company.region}
    own |= {"postal_address": company.postal_address or own["address"]}
    phone = shown(company.phone, "phone", viewer)
    own |= {"phone": number.shown if number and phone == company.phone else phone}
    own |= {"email": shown(company.email, "email", viewer)}
    return _party("client", own)


def _seller(seller: Seller) -> dict[str, str]:
    names = (*REQUISITES, "phone", "email", "signer", "signer_position", "signer_basis", "accountant")
    own = {name: str(getattr(seller, name)) for name in names}
    return _party("seller", own | {"name": seller.title, "full_name": seller.full_title or seller.title})


def _party(side: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of one side, with those made of several others."""
    codes = [
        f"{word}{formats.NBSP}{own[name]}"
        for name, word in (("inn", gettext("INN")), ("kpp", gettext("KPP")), ("ogrn", gettext("OGRN")))
        if own[name]
    ]
    account = gettext("account %(number)s") % {"number": own["account"]} if own["account"] else ""
    bic = gettext("BIC %(number)s") % {"number": own["bic"]} if own["bic"] else ""
    other = (
        gettext("correspondent account %(number)s") % {"number": own["correspondent"]} if own["correspondent"] else ""
    )
    made = {"codes": ", ".join(codes), "details": _joined(own["full_name"], *codes[:2], own["address"])}
    made["bank_details"] = _joined(account, own["bank"], bic, other)
    return {f"{side}.{name}": text for name, text in {**own, **made}.items()}


def _deal(row: Document) -> dict[str, str]:
    deal, owner = row.deal, row.deal.owner
    contact = deal.contact
    return {
        "deal.title": deal.title,
        "deal.product": str(deal.product or ""),
        "client.contact": str(contact or ""),
        "client.contact_position": contact.position if contact else "",
        **_manager(owner),
    }


def _manager(owner: User) -> dict[str, str]:
    number = read_phone(owner.phone)
    return {
        "manager.name": owner.full_name,
        "manager.position": owner.position,
        "manager.phone": number.shown if number else owner.phone,
        "manager.email": owner.email,
    }


def _line(place: int, line: PaperLine) -> dict[str, str]:
    return {
        "item.n": str(place),
        "item.title": line.title,
        "item.unit": line.unit,
        "item.quantity": _quantity(line.quantity),
        "item.price": _money(line.price),
        "item.discount": _rate(line.discount) if line.discount else "",
        "item.net": _money(line.amount - line.tax),
        "item.vat": _rate(line.vat_rate) if line.vat_rate is not None else gettext("no VAT"),
        "item.tax": _money(line.tax) if line.vat_rate is not None else "",
        "item.amount": _money(line.amount),
    }


def _payment_code(row: Document, tax_line: str) -> str:
    if row.kind not in PAYABLE or not row.number:
        return ""
    said = {"number": row.number, "date": figures(row.dated_on)}
    purpose = gettext("Payment of invoice No. %(number)s of %(date)s") % said
    seller = row.seller
    ours = {name: str(getattr(seller, name)) for name in ("account", "bank", "bic", "correspondent", "inn", "kpp")}
    return payment_payload({**ours, "name": seller.title}, row.amount, f"{purpose}. {tax_line}")


def _day(day: date | None) -> str:
    if day is None:
        return ""
    words = formats.day_long(day)
    return f"{words}{formats.NBSP}г." if formats.locale().language == "ru" else words


def _money(amount: Money) -> str:
    return formats.number(amount.major, max(-int(amount.major.as_tuple().exponent), 0))


def _quantity(quantity: Decimal) -> str:
    return formats.number(quantity, max(-int(quantity.normalize().as_tuple().exponent), 0))


def _rate(hundredths: int) -> str:
    gap = formats.NBSP if formats.locale().language == "ru" else ""
    return f"{formats.number(percent(hundredths))}{gap}%"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
