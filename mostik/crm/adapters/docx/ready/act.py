"""A certificate that work is done and accepted."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, signatures, text, title

WIDTHS = (10, 80, 20, 16, 24, 26)
ALIGNS = ("center", "left", "right", "center", "right", "right")
FIELDS = ("{item.n}", "{item.title}", "{item.quantity}", "{item.unit}", "{item.price}", "{item.amount}")

RU = (
    title("Акт № {document.number} от {document.date_words}"),
    Grid(
        (32, 144),
        (
            ("Исполнитель", "{seller.details}"),
            ("Заказчик", "{client.details}"),
            ("Основание", "{document.basis}"),
        ),
        lined=False,
        bold_column=0,
    ),
    Grid(WIDTHS, (("№", "Работы, услуги", "Кол-во", "Ед.", "Цена", "Сумма"), FIELDS), ALIGNS, head=1),
    P("Итого: {document.amount} {document.currency}", "right", bold=True, after=0),
    P("{document.tax_line}", "right"),
    P("Всего оказано услуг на сумму: {document.amount_words}.", bold=True),
    text(
        "Перечисленные работы (услуги) выполнены полностью и в срок. Заказчик претензий по объёму, качеству и срокам "
        "не имеет."
    ),
    signatures(
        ("Исполнитель", "{seller.signer_position}", "\n_________________ {seller.signer}", "М. П."),
        ("Заказчик", "", "\n_________________ /                              /", "М. П."),
    ),
)

EN = (
    title("Certificate of acceptance No. {document.number} of {document.date_words}"),
    Grid(
        (36, 140),
        (
            ("Contractor", "{seller.details}"),
            ("Customer", "{client.details}"),
            ("Basis", "{document.basis}"),
        ),
        lined=False,
        bold_column=0,
    ),
    Grid(WIDTHS, (("No.", "Work, services", "Qty", "Unit", "Price", "Sum"), FIELDS), ALIGNS, head=1),
    P("Total: {document.amount} {document.currency}", "right", bold=True, after=0),
    P("{document.tax_line}", "right"),
    P("{document.amount_words}.", bold=True),
    text("The work is done in full and on time. The Customer has no claims as to its extent, quality or time."),
    signatures(
        ("Contractor", "{seller.signer_position}", "\n_________________ {seller.signer}"),
        ("Customer", "", "\n_________________"),
    ),
)
