"""A waybill over goods, with the figures of form TORG-12."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, signatures, title

WIDTHS = (9, 54, 14, 18, 22, 22, 14, 20, 24)
ALIGNS = ("center", "left", "center", "right", "right", "right", "center", "right", "right")
FIELDS = (
    "{item.n}",
    "{item.title}",
    "{item.unit}",
    "{item.quantity}",
    "{item.price}",
    "{item.net}",
    "{item.vat}",
    "{item.tax}",
    "{item.amount}",
)

RU = (
    P("По форме товарной накладной (ТОРГ-12)", "right", size=9, after=4),
    Grid(
        (36, 140),
        (
            ("Грузоотправитель", "{seller.details}"),
            ("Банк", "{seller.bank_details}"),
            ("Грузополучатель", "{client.details}"),
            ("Плательщик", "{client.full_name}"),
            ("Основание", "{document.basis}"),
        ),
        lined=False,
        bold_column=0,
    ),
    title("Товарная накладная № {document.number} от {document.date}"),
    Grid(
        WIDTHS,
        (("№", "Товар", "Ед.", "Кол-во", "Цена с НДС", "Сумма без НДС", "НДС", "Сумма НДС", "Сумма с НДС"), FIELDS),
        ALIGNS,
        head=1,
        size=9,
    ),
    P("Всего без НДС: {document.net}", "right", after=0),
    P("{document.tax_line}", "right", after=0),
    P("Всего с НДС: {document.amount} {document.currency}", "right", bold=True),
    P("Наименований: {document.items_count}. Отпущено на сумму: {document.amount_words}.", after=10),
    signatures(
        (
            "Отпуск разрешил: {seller.signer_position}",
            "\n_________________ {seller.signer}",
            "\nГлавный бухгалтер _____________ {seller.accountant}",
            "\nОтпуск произвёл _________________",
        ),
        (
            "Груз принял",
            "\n_________________ /                              /",
            "\nГруз получил грузополучатель",
            "\n_________________ /                              /",
        ),
    ),
)

EN = (
    Grid(
        (36, 140),
        (
            ("Consignor", "{seller.details}"),
            ("Consignee", "{client.details}"),
            ("Basis", "{document.basis}"),
        ),
        lined=False,
        bold_column=0,
    ),
    title("Waybill No. {document.number} of {document.date_words}"),
    Grid(
        WIDTHS,
        (("No.", "Goods", "Unit", "Qty", "Price", "Net", "VAT", "VAT sum", "Sum"), FIELDS),
        ALIGNS,
        head=1,
        size=9,
    ),
    P("Net: {document.net}. {document.tax_line}", "right", after=0),
    P("Total: {document.amount} {document.currency}", "right", bold=True),
    P("{document.amount_words}.", after=10),
    signatures(
        ("Released: {seller.signer_position}", "\n_________________ {seller.signer}"),
        ("Received", "\n_________________"),
    ),
)
