"""A commercial proposal."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, text, title

WIDTHS = (10, 72, 18, 16, 26, 14, 28)
ALIGNS = ("center", "left", "right", "center", "right", "right", "right")
FIELDS = (
    "{item.n}",
    "{item.title}",
    "{item.quantity}",
    "{item.unit}",
    "{item.price}",
    "{item.discount}",
    "{item.amount}",
)

RU = (
    P("{seller.full_name}", bold=True, after=0),
    P("{seller.address}", size=10, after=0),
    P("{seller.phone}   {seller.email}", size=10, after=12),
    P("{client.name}", "right", bold=True, after=0),
    P("{client.contact_position}", "right", after=0),
    P("{client.contact}", "right", after=8),
    title("Коммерческое предложение № {document.number}"),
    P("от {document.date_words}", "center", after=10),
    text("Благодарим за интерес к нашей компании. Предлагаем вам следующее: {deal.title}."),
    Grid(WIDTHS, (("№", "Наименование", "Кол-во", "Ед.", "Цена", "Скидка", "Сумма"), FIELDS), ALIGNS, head=1),
    P("Итого: {document.amount} {document.currency}", "right", bold=True, after=0),
    P("{document.tax_line}", "right"),
    text("{document.amount_words}."),
    text("{document.terms}"),
    text("Предложение действует до {document.due_words}"),
    P("С уважением,", before=10, after=0),
    P("{manager.position}", after=0),
    P("{manager.name}", bold=True, after=0),
    P("{manager.phone}   {manager.email}", size=10),
)

EN = (
    P("{seller.full_name}", bold=True, after=0),
    P("{seller.address}", size=10, after=0),
    P("{seller.phone}   {seller.email}", size=10, after=12),
    P("{client.name}", "right", bold=True, after=0),
    P("{client.contact_position}", "right", after=0),
    P("{client.contact}", "right", after=8),
    title("Commercial proposal No. {document.number}"),
    P("{document.date_words}", "center", after=10),
    text("Thank you for your interest. We are glad to offer the following: {deal.title}."),
    Grid(WIDTHS, (("No.", "What", "Qty", "Unit", "Price", "Off, %", "Sum"), FIELDS), ALIGNS, head=1),
    P("Total: {document.amount} {document.currency}", "right", bold=True, after=0),
    P("{document.tax_line}", "right"),
    text("{document.amount_words}."),
    text("{document.terms}"),
    text("The proposal is valid until {document.due_words}."),
    P("Yours sincerely,", before=10, after=0),
    P("{manager.position}", after=0),
    P("{manager.name}", bold=True, after=0),
    P("{manager.phone}   {manager.email}", size=10),
)
