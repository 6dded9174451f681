"""An invoice for payment."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, signatures, title

ALIGNS = ("center", "left", "right", "center", "right", "right")
WIDTHS = (10, 76, 20, 16, 26, 28)
FIELDS = ("{item.n}", "{item.title}", "{item.quantity}", "{item.unit}", "{item.price}", "{item.amount}")

RU = (
    Grid(
        (96, 24, 56),
        (
            ("{seller.bank}", "БИК", "{seller.bic}"),
            ("Банк получателя", "Сч. №", "{seller.correspondent}"),
            ("ИНН {seller.inn}   КПП {seller.kpp}", "Сч. №", "{seller.account}"),
            ("{seller.name}", "", ""),
            ("Получатель", "", ""),
        ),
    ),
    title("Счёт на оплату № {document.number} от {document.date_words}"),
    Grid(
        (32, 144),
        (
            ("Поставщик", "{seller.details}"),
            ("Покупатель", "{client.details}"),
            ("Основание", "{document.basis}"),
            ("Оплатить до", "{document.due}"),
        ),
        lined=False,
        bold_column=0,
    ),
    Grid(WIDTHS, (("№", "Товары (работы, услуги)", "Кол-во", "Ед.", "Цена", "Сумма"), FIELDS), ALIGNS, head=1),
    Grid(
        (148, 28),
        (("Итого:", "{document.amount}"), ("{document.tax_line}", ""), ("Всего к оплате:", "{document.amount}")),
        ("right", "right"),
        lined=False,
        size=11,
    ),
    P("Всего наименований {document.items_count}, на сумму {document.amount} {document.currency}"),
    P("{document.amount_words}", bold=True, after=10),
    Grid(
        (120, 56),
        (
            (
                "{seller.signer_position} _________________ {seller.signer}\n\n"
                "Главный бухгалтер _________________ {seller.accountant}",
                "{payment.qr}",
            ),
            ("", "{payment.note}"),
        ),
        ("left", "center"),
        lined=False,
    ),
)

EN = (
    title("Invoice No. {document.number} of {document.date_words}"),
    Grid(
        (36, 140),
        (
            ("Supplier", "{seller.details}"),
            ("Bank", "{seller.bank_details}"),
            ("Customer", "{client.details}"),
            ("Basis", "{document.basis}"),
            ("Pay by", "{document.due_words}"),
        ),
        lined=False,
        bold_column=0,
    ),
    Grid(WIDTHS, (("No.", "Goods and services", "Qty", "Unit", "Price", "Sum"), FIELDS), ALIGNS, head=1),
    Grid(
        (148, 28),
        (("Total:", "{document.amount}"), ("{document.tax_line}", ""), ("To be paid:", "{document.amount}")),
        ("right", "right"),
        lined=False,
        size=11,
    ),
    P("{document.items_count} lines, {document.amount} {document.currency} in all"),
    P("{document.amount_words}", bold=True, after=10),
    signatures(("{seller.signer_position} _________________ {seller.signer}",), ("{payment.qr}",)),
)
