"""Pipelines: what a stage may be, and the pipeline and loss reasons a new company starts with."""

from collections.abc import Iterable
from typing import NamedTuple, TypedDict

from mostik.crm.rules.deals import REQUIRABLE
from mostik.crm.terms import CLOSED, LossGroup, Milestone, PipelineKind, StageKind
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop


class StageFields(TypedDict, total=False):
    """Values of a stage that people set; what is left out stays as it is."""

    title: str
    kind: StageKind
    milestone: Milestone | None
    probability: int
    norm_days: int | None
    warn_days: int | None
    required_fields: list[str]
    allowed_next: list[int]
    checklist: list[str]
    key: bool
    colour: str


class StageSeed(NamedTuple):
    """A stage as a new pipeline starts with it."""

    title: str
    milestone: Milestone | None = None
    probability: int = 50
    norm_days: int | None = None
    kind: StageKind = StageKind.OPEN
    colour: str = "blue"
    key: bool = False


class ReasonSeed(NamedTuple):
    """A loss reason as a new company starts with it."""

    title: str
    group: LossGroup
    requires_note: bool = False
    of: PipelineKind = PipelineKind.DEAL
    advice: str = ""

    @property
    def preventable(self) -> bool:
        """Whether people of the department could have prevented it."""
        return self.of is PipelineKind.DEAL and self.group in PREVENTABLE


#: Groups of reasons a department can do something about.
PREVENTABLE = frozenset({LossGroup.PRICE, LossGroup.TIMING, LossGroup.CONTACT, LossGroup.COMPETITOR, LossGroup.US})
SALES = (
    StageSeed("Новая заявка", Milestone.LEAD, 10, 2, colour="grey"),
    StageSeed("Квалификация", Milestone.QUALIFIED, 20, 5, colour="blue"),
    StageSeed("Встреча проведена", Milestone.MEETING, 40, 7, colour="violet", key=True),
    StageSeed("Предложение", Milestone.PROPOSAL, 55, 10, colour="teal"),
    StageSeed("Договор", Milestone.CONTRACT, 75, 10, colour="amber"),
    StageSeed("Счёт", Milestone.INVOICE, 90, 7, colour="orange"),
    StageSeed("Оплачено", Milestone.PAYMENT, 100, kind=StageKind.WON, colour="green"),
    StageSeed("Отказ", None, 0, kind=StageKind.LOST, colour="red"),
)
LEADS = (
    StageSeed("Новый лид", Milestone.LEAD, 10, 1, colour="grey"),
    StageSeed("В работе", None, 15, 3, colour="blue"),
    StageSeed("Отклонён", None, 0, kind=StageKind.LOST, colour="red"),
)
REASONS = (
    ReasonSeed(
        "Цена", LossGroup.PRICE, advice="Считать окупаемость до счёта; скидка только в обмен на срок или объём."
    ),
    ReasonSeed(
        "Выбрали конкурента",
        LossGroup.COMPETITOR,
        advice="Спрашивать на встрече, с кем сравнивают; к предложению прикладывать сравнение и отзывы.",
    ),
    ReasonSeed("Нет бюджета", LossGroup.PRICE, advice="Узнавать бюджет и срок при квалификации; предлагать рассрочку."),
    ReasonSeed("Нет нужного товара", LossGroup.FIT, advice="Передать потребность в продукт, предложить замену."),
    ReasonSeed("Долгий цикл", LossGroup.TIMING, advice="Договариваться о следующем шаге с датой; вести прогревом."),
    ReasonSeed("Нет ЛПР", LossGroup.CONTACT, advice="Выходить на решающего до встречи; звать его на встречу."),
    ReasonSeed(
        "Не выходит на связь",
        LossGroup.CONTACT,
        advice="Отвечать в первые пять минут; менять канал и время; шесть касаний до отказа.",
    ),
    ReasonSeed("Не наш клиент", LossGroup.JUNK),
    ReasonSeed("Другое", LossGroup.OTHER, requires_note=True),
    ReasonSeed("Дубль", LossGroup.DUPLICATE, of=PipelineKind.LEAD),
    ReasonSeed("Спам", LossGroup.JUNK, of=PipelineKind.LEAD),
    ReasonSeed("Неверный номер", LossGroup.JUNK, of=PipelineKind.LEAD),
    ReasonSeed("Не наш регион", LossGroup.FIT, of=PipelineKind.LEAD),
    ReasonSeed("Вакансия или поставщик", LossGroup.JUNK, of=PipelineKind.LEAD),
    ReasonSeed("Не наш товар", LossGroup.FIT, of=PipelineKind.LEAD),
    ReasonSeed("Другое (лид)", LossGroup.OTHER, requires_note=True, of=PipelineKind.LEAD),
)


def refusal_of_stage(fields: StageFields, siblings: Iterable[int]) -> Refusal | None:
    """Return what is wrong with a stage's values, or nothing. ``siblings`` are the other stages of every pipeline.

    >>> refusal_of_stage({"title": "Offer", "probability": 140}, ()).field
    'probability'
    """
    for wrong, field, words in _doubts(fields, frozenset(siblings)):
        if wrong:
            return Invalid(words, field=field)
    return None


def _doubts(fields: StageFields, siblings: frozenset[int]) -> Iterable[tuple[bool, str, str]]:
    title, norm, warn = fields.get("title", "-").strip(), fields.get("norm_days"), fields.get("warn_days")
    yield not title, "title", gettext_noop("Name the stage.")
    yield len(title) > 80, "title", gettext_noop("The title is longer than 80 characters.")
    yield not 0 <= fields.get("probability", 0) <= 100, "probability", gettext_noop("From 0 to 100 per cent.")
    yield norm is not None and not 0 < norm <= 3650, "norm_days", gettext_noop("From one day up to ten years.")
    late = warn is not None and not 0 < warn <= (norm or 3650) * 3 // 2
    yield late, "warn_days", gettext_noop("Warn before the stage turns red: within one and a half normal lengths.")
    unknown = set(fields.get("required_fields", ())) - REQUIRABLE.keys()
    yield bool(unknown), "required_fields", gettext_noop("There is no such field.")
    strange = set(fields.get("allowed_next", ())) - siblings
    yield bool(strange), "allowed_next", gettext_noop("There is no such stage.")
    long = any(len(item) > 200 for item in fields.get("checklist", ()))
    yield long, "checklist", gettext_noop("An item of the checklist has up to 200 characters.")
    lost_link = fields.get("kind") is StageKind.LOST and fields.get("milestone")
    yield bool(lost_link), "milestone", gettext_noop("A lost stage is no link of the chain.")


def kinds_needed(kind: PipelineKind) -> frozenset[StageKind]:
    """Return the kinds of stage a pipeline cannot do without: leads are won by going on into a deals' pipeline.

    >>> sorted(kinds_needed(PipelineKind.LEAD))
    ['lost', 'open']
    """
    both = frozenset({StageKind.OPEN, StageKind.LOST})
    return both if kind is PipelineKind.LEAD else both | {StageKind.WON}


def takes_deals_of(removed: StageKind, other: StageKind) -> bool:
    """Return whether deals of a removed stage may stand in another: open ones in open, won in won, lost in lost.

    >>> takes_deals_of(StageKind.OPEN, StageKind.HOLD), takes_deals_of(StageKind.WON, StageKind.OPEN)
    (True, False)
    """
    return removed is other or not {removed, other} & CLOSED
