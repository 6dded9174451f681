"""A power of attorney to receive goods, with the figures of form M-2."""

from mostik.crm.adapters.docx.ready.sheet import Grid, P, signatures, text, title

WIDTHS = (14, 112, 20, 30)
ALIGNS = ("center", "left", "center", "right")
FIELDS = ("{item.n}", "{item.title}", "{item.unit}", "{item.quantity}")

RU = (
    P("По форме М-2", "right", size=9, after=4),
    P("{seller.full_name}", "center", bold=True, after=0),
    P("{seller.codes}", "center", size=10, after=8),
    title("Доверенность № {document.number}"),
    P("Дата выдачи: {document.date_words}", after=2),
    P("Действительна по: {document.due_words}", after=8),
    text("Доверенность выдана: {document.trustee_position} {document.trustee}."),
    text("Документ, удостоверяющий личность: {document.trustee_document}."),
    text("На получение от: {client.details} — материальных ценностей:"),
    Grid(WIDTHS, (("№", "Материальные ценности", "Ед.", "Количество"), FIELDS), ALIGNS, head=1),
    P("Подпись лица, получившего доверенность: _________________ удостоверяем.", after=12),
    signatures(
        ("{seller.signer_position}", "\n_________________ {seller.signer}", "М. П."),
        ("Главный бухгалтер", "\n_________________ {seller.accountant}", ""),
    ),
)

EN = (
    P("{seller.full_name}", "center", bold=True, after=0),
    P("{seller.codes}", "center", size=10, after=8),
    title("Power of attorney No. {document.number}"),
    P("Issued: {document.date_words}", after=2),
    P("Valid until: {document.due_words}", after=8),
    text("Issued to {document.trustee_position} {document.trustee}, {document.trustee_document},"),
    text("to receive from {client.details}:"),
    Grid(WIDTHS, (("No.", "What", "Unit", "Quantity"), FIELDS), ALIGNS, head=1),
    P("Signature of the bearer: _________________", after=12),
    signatures(("{seller.signer_position}", "\n_________________ {seller.signer}")),
)
