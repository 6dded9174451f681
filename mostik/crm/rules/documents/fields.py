"""The fields a template may have: a flat list of names, each a string. What is not here does not exist."""

from collections.abc import Mapping

from mostik.kernel.events import N_

DOCUMENT: Mapping[str, str] = {
    "document.number": N_("The document's number"),
    "document.date": N_("Date in figures"),
    "document.date_words": N_("Date in words"),
    "document.due": N_("Until which day, in figures"),
    "document.due_words": N_("Until which day, in words"),
    "document.amount": N_("Sum"),
    "document.amount_words": N_("Sum in words"),
    "document.net": N_("Sum without VAT"),
    "document.tax": N_("VAT"),
    "document.tax_line": N_("VAT as a sentence, “without VAT” where there is none"),
    "document.tax_words": N_("VAT in words"),
    "document.items_count": N_("How many lines"),
    "document.currency": N_("Currency"),
    "document.basis": N_("Basis: what the document follows from"),
    "document.subject": N_("Subject of the contract"),
    "document.terms": N_("Terms"),
    "document.trustee": N_("Who is entrusted"),
    "document.trustee_position": N_("Position of who is entrusted"),
    "document.trustee_document": N_("Identity document of who is entrusted"),
    "document.payment_link": N_("Payment link"),
    "payment.note": N_("Words under the payment code, empty when there is none"),
    "payment.qr": N_("Payment code to scan (a picture)"),
}
CLIENT: Mapping[str, str] = {
    "client.name": N_("Client"),
    "client.full_name": N_("Client's full name"),
    "client.details": N_("Client: full name, INN, KPP, address, as far as they are known"),
    "client.codes": N_("Client's INN, KPP and OGRN, as far as they are known"),
    "client.inn": N_("Client's INN"),
    "client.kpp": N_("Client's KPP"),
    "client.ogrn": N_("Client's OGRN"),
    "client.address": N_("Client's address"),
    "client.postal_address": N_("Client's postal address"),
    "client.bank_details": N_("Client's account, bank, BIC and correspondent account"),
    "client.bank": N_("Client's bank"),
    "client.bic": N_("Client's bank's BIC"),
    "client.account": N_("Client's settlement account"),
    "client.correspondent": N_("Client's bank's correspondent account"),
    "client.phone": N_("Client's phone"),
    "client.email": N_("Client's e-mail"),
    "client.contact": N_("Contact of the deal"),
    "client.contact_position": N_("Contact's position"),
}
DEAL: Mapping[str, str] = {
    "deal.title": N_("What the deal is about"),
    "deal.product": N_("Product"),
    "manager.name": N_("Who leads the deal"),
    "manager.position": N_("Position of who leads the deal"),
    "manager.phone": N_("Phone of who leads the deal"),
    "manager.email": N_("E-mail of who leads the deal"),
}
SELLER: Mapping[str, str] = {
    "seller.name": N_("Our company"),
    "seller.full_name": N_("Our company's full name"),
    "seller.details": N_("Our company: full name, INN, KPP, address"),
    "seller.codes": N_("Our INN, KPP and OGRN"),
    "seller.bank_details": N_("Our account, bank, BIC and correspondent account"),
    "seller.inn": N_("Our INN"),
    "seller.kpp": N_("Our KPP"),
    "seller.ogrn": N_("Our OGRN"),
    "seller.address": N_("Our address"),
    "seller.phone": N_("Our phone"),
    "seller.email": N_("Our e-mail"),
    "seller.bank": N_("Our bank"),
    "seller.bic": N_("Our bank's BIC"),
    "seller.account": N_("Our settlement account"),
    "seller.correspondent": N_("Our bank's correspondent account"),
    "seller.signer": N_("Who signs for us"),
    "seller.signer_position": N_("Position of who signs for us"),
    "seller.signer_basis": N_("What who signs for us acts on"),
    "seller.accountant": N_("Our chief accountant"),
}
ITEM: Mapping[str, str] = {
    "item.n": N_("Line number"),
    "item.title": N_("What is sold"),
    "item.unit": N_("Unit"),
    "item.quantity": N_("Quantity"),
    "item.price": N_("Price of one"),
    "item.discount": N_("Discount, per cent"),
    "item.net": N_("Line's sum without VAT"),
    "item.vat": N_("VAT rate"),
    "item.tax": N_("Line's VAT"),
    "item.amount": N_("Line's sum"),
}
GROUPS: tuple[tuple[str, Mapping[str, str]], ...] = (
    (N_("The document"), DOCUMENT),
    (N_("The client"), CLIENT),
    (N_("The deal"), DEAL),
    (N_("Our company"), SELLER),
    (N_("A line, in a table's row: the row is repeated for each"), ITEM),
)
PICTURE = "payment.qr"
KNOWN: Mapping[str, str] = {**DOCUMENT, **CLIENT, **DEAL, **SELLER, **ITEM}
#: Fields a role may see only in part, by the kind of its mask.
MASKED: Mapping[str, str] = {"client.phone": "phone", "client.email": "email"}
