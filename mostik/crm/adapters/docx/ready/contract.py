"""A supply contract, to be read over by the company's own lawyer."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, clause, text, title

WIDTHS = (10, 80, 20, 16, 24, 26)
ALIGNS = ("center", "left", "right", "center", "right", "right")
FIELDS = ("{item.n}", "{item.title}", "{item.quantity}", "{item.unit}", "{item.price}", "{item.amount}")

RU = (
    title("Договор поставки № {document.number}"),
    P("{document.date_words}", "right", after=10),
    text(
        "{seller.full_name}, именуемое в дальнейшем «Поставщик», в лице: {seller.signer_position} {seller.signer}, "
        "основание полномочий: {seller.signer_basis}, с одной стороны, и {client.full_name}, именуемое в дальнейшем "
        "«Покупатель», с другой стороны, вместе «Стороны», заключили настоящий договор о нижеследующем."
    ),
    clause("1. Предмет договора"),
    text("1.1. Поставщик передаёт в собственность Покупателя, а Покупатель принимает и оплачивает товар:"),
    Grid(WIDTHS, (("№", "Наименование", "Кол-во", "Ед.", "Цена", "Сумма"), FIELDS), ALIGNS, head=1),
    text("{document.subject}"),
    clause("2. Цена и порядок расчётов"),
    text("2.1. Цена договора: {document.amount} {document.currency} ({document.amount_words}). {document.tax_line}."),
    text("2.2. Покупатель оплачивает товар по счёту Поставщика в срок, указанный в счёте."),
    text("2.3. Обязанность по оплате исполнена в момент зачисления денег на счёт Поставщика."),
    clause("3. Поставка и приёмка"),
    text("3.1. Товар передаётся по товарной накладной. Право собственности переходит в момент передачи."),
    text("3.2. Покупатель проверяет количество и внешний вид товара при получении."),
    clause("4. Ответственность сторон"),
    text(
        "4.1. За просрочку поставки или оплаты виновная сторона уплачивает пеню 0,1 % просроченной суммы за каждый "
        "день, но не более 10 % этой суммы."
    ),
    text("4.2. Споры решаются переговорами, а при недостижении согласия — в арбитражном суде по месту ответчика."),
    clause("5. Прочие условия"),
    text("{document.terms}"),
    text("5.1. Договор действует с даты подписания по {document.due_words}, в части расчётов — до их завершения."),
    clause("6. Реквизиты и подписи"),
    Grid(
        (88, 88),
        (
            ("Поставщик", "Покупатель"),
            ("{seller.full_name}", "{client.full_name}"),
            ("{seller.address}", "{client.address}"),
            ("{seller.codes}", "{client.codes}"),
            ("{seller.bank_details}", "{client.bank_details}"),
            ("\n_________________ {seller.signer}", "\n_________________ /                              /"),
        ),
        head=1,
    ),
)

EN = (
    title("Supply contract No. {document.number}"),
    P("{document.date_words}", "right", after=10),
    text(
        "{seller.full_name} (the Supplier), represented by {seller.signer_position} {seller.signer} acting on the "
        "basis of {seller.signer_basis}, and {client.full_name} (the Customer), together the Parties, have agreed as "
        "follows."
    ),
    clause("1. Subject"),
    text("1.1. The Supplier delivers and the Customer accepts and pays for:"),
    Grid(WIDTHS, (("No.", "What", "Qty", "Unit", "Price", "Sum"), FIELDS), ALIGNS, head=1),
    text("{document.subject}"),
    clause("2. Price and payment"),
    text("2.1. The price is {document.amount} {document.currency} ({document.amount_words}). {document.tax_line}."),
    text("2.2. The Customer pays against the Supplier's invoice within the time stated there."),
    clause("3. Delivery and acceptance"),
    text("3.1. The goods are handed over with a waybill; title passes at that moment."),
    clause("4. Liability"),
    text("4.1. For a delay the Party at fault pays 0.1 % of the delayed sum a day, at most 10 % of that sum."),
    clause("5. Other terms"),
    text("{document.terms}"),
    text("5.1. The contract is in force from its signing until {document.due_words}."),
    clause("6. Details and signatures"),
    Grid(
        (88, 88),
        (
            ("Supplier", "Customer"),
            ("{seller.full_name}", "{client.full_name}"),
            ("{seller.address}", "{client.address}"),
            ("{seller.codes}", "{client.codes}"),
            ("{seller.bank_details}", "{client.bank_details}"),
            ("\n_________________ {seller.signer}", "\n_________________"),
        ),
        head=1,
    ),
)
