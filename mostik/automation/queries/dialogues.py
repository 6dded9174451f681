"""Text robots as a viewer sees them: the list, one with its draft in words and its problems, talks, figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.automation.access import visible_dialogues, visible_talks
from mostik.automation.catalog.dialogues import FILLINGS, MOUTHS, OFFERS, Free
from mostik.automation.catalog.robots import DEEDS
from mostik.automation.models import Dialogue, DialogueEdition, DialogueLine, DialogueTalk
from mostik.automation.queries.robots import told_words
from mostik.automation.rules.dialogues.scenario import ASKING, Problem, State, below, places, problems, ways
from mostik.automation.rules.dialogues.showing import day_words, known, legible
from mostik.automation.rules.dialogues.standing import Choice, Hands, Setting, Standing, Turn
from mostik.automation.rules.dialogues.talk import answered, begun
from mostik.automation.terms import SLOT_KINDS, STATE_KINDS, TALK_ENDS, SlotKind, StateKind, TalkEnd
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.kernel.events import N_
from mostik.kernel.refusals import Missing
from mostik.people.queries.actors import actor_of

MOST_BENCH: Final = 60
FIGURES_DAYS: Final = 90
#: Fields of the client that may stand in what is said.
CLIENT_FIELDS: Final = ("client",)
REASONS: Final = {
    "asked": N_("the client asked for a person"),
    "angry": N_("the client is angry"),
    "misses": N_("the client was not understood"),
    "endless": N_("the talk went on too long"),
    "scenario": N_("the dialogue says so"),
    "nothing_fits": N_("nothing offered suits the client"),
    "circle": N_("the dialogue went in a circle"),
    "trouble": N_("the text robot broke down"),
    "off": N_("the text robot is switched off"),
    "model": N_("the language model asked for a person"),
}
WHYS: Final = {
    "heard": N_("understood: {about}"),
    "asked": N_("asks: {about}"),
    "known": N_("known already, not asked: {about}"),
    "volunteered": N_("said without being asked: {about}"),
    "intent": N_("asked by the way: {about}"),
    "corrected": N_("corrected: {about}"),
    "confirm": N_("asks whether it understood: {about}"),
    "confirmed": N_("confirmed: {about}"),
    "denied": N_("not right: asks once more"),
    "bounds": N_("out of bounds: {about}"),
    "not_understood": N_("not understood"),
    "angry": N_("angry words: {about}"),
    "asked_person": N_("asks for a person: {about}"),
    "fork_yes": N_("{about}: yes"),
    "fork_no": N_("{about}: no"),
    "did": N_("did: {about}"),
    "offered": N_("offers what is free"),
    "narrowed": N_("several suit: offers those"),
    "not_free": N_("not free at that hour"),
    "none_that_day": N_("nothing is free on that day"),
    "more": N_("asked for other times"),
    "took": N_("took: {about}"),
    "taken": N_("taken meanwhile: {about}"),
    "declined": N_("declined what was offered"),
    "nothing_free": N_("nothing is free"),
    "silence": N_("silence: asks again"),
    "handed": N_("handed over: {about}"),
    "ended": N_("the end"),
    "model": N_("the language model read: {about}"),
    "reading": N_("not understood: the language model is asked"),
}
PROBLEMS: Final = {
    "empty": N_("There are no states yet: add what it says first."),
    "nowhere": N_("“{state}” leads to a state that is not there."),
    "unreachable": N_("Nothing leads to “{state}”."),
    "no_way_out": N_("From “{state}” the talk never ends."),
    "circle": N_("“{state}” comes back to itself without asking anything."),
    "no_field": N_("“{state}” says a field nobody fills in: {about}."),
    "no_slot": N_("“{state}” looks at an answer that is never asked for: {about}."),
    "no_deed": N_("“{state}” does something that is no longer there."),
    "no_offer": N_("“{state}” offers something that is no longer there."),
}


@dataclass(frozen=True, kw_only=True)
class StateView:
    """One state of a draft in words."""

    code: str
    kind: str
    kind_words: str
    title: str
    say: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    leads: tuple[str, ...]
    troubles: tuple[str, ...]
    first: bool
    last: bool


@dataclass(frozen=True, kw_only=True)
class DialogueCard:
    """A text robot with its draft in words; ``changed`` says that the draft is not what works now."""

    row: Dialogue
    states: tuple[StateView, ...]
    intents: tuple[tuple[int, str, str], ...]
    problems: tuple[str, ...]
    changed: bool
    editions: tuple[DialogueEdition, ...]
    figures: tuple[tuple[str, int, str], ...]
    reached: tuple[tuple[str, int], ...]
    share: int | None


@dataclass(frozen=True)
class BenchLine:
    """One exchange on the test bench."""

    heard: str
    said: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Bench:
    """A talk with a draft: what was said and why, what is known, whether it is over."""

    lines: tuple[BenchLine, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    place: str = ""
    end: str = ""


class BenchHands:
    """Hands that look and touch nothing."""

    def __init__(self, viewer: Actor, language: str) -> None:
        self.viewer, self.language = viewer, language

    def offered(self, state: State, day: date | None) -> Sequence[Choice]:
        """Return what is free at this moment."""
        offer = OFFERS.get(state["offer"])
        return choice_words(offer.free(by=self.viewer, told=state["told"], day=day), self.language) if offer else []

    def takes(self, _state: State, _choice: Choice, _slots: Mapping[str, str]) -> bool:
        """Take nothing, and say it was taken."""
        return True

    def does(self, state: State, _slots: Mapping[str, str]) -> str:
        """Do nothing, and say what would be done."""
        deed = DEEDS.get(state["deed"])
        return str(deed.words) if deed else ""

    def fills(self, _state: State, _value: str) -> None:
        """Write nothing down."""


def dialogue_actor(row: Dialogue) -> Actor:
    """Return whom a text robot acts as: its owner's rights and reach as they are now, by its own name."""
    return replace(actor_of(row.owner), kind=ActorKind.ROBOT, name=row.title)


def setting_of(row: DialogueTalk, hands: Hands, fields: Mapping[str, str]) -> Setting:
    """Return what a step of a talk is made in."""
    here = clock.now().astimezone(clock.zone()).replace(tzinfo=None)
    return Setting(row.edition.content, here, hands, seed=row.pk, fields=fields)


def standing_of(row: DialogueTalk) -> Standing:
    """Return how a talk stands."""
    kept = dict(row.standing)
    if not kept:
        return Standing()
    kept |= {"offered": tuple(tuple(each) for each in kept["offered"]), "passed": tuple(kept["passed"])}
    return Standing(**{**kept, "end": TalkEnd(kept["end"])})


def choice_words(free: Sequence[Free], language: str) -> list[Choice]:
    """Return what is free in words a client reads, by the company's clock."""
    found = []
    for each in free:
        at = each.at.astimezone(clock.zone()).replace(tzinfo=None)
        found.append(Choice(each.code, f"{day_words(at.date(), language)}, {at:%H:%M}", at))
    return found


def dialogue_rows(*, viewer: Actor) -> QuerySet[Dialogue]:
    """Return the text robots that are not removed, with how their talks of the last days ended."""
    since = clock.now() - timedelta(days=FIGURES_DAYS)
    rows = visible_dialogues(viewer).filter(removed_at__isnull=True).select_related("owner", "edition")
    recent = Q(talks__made_at__gte=since)
    return rows.annotate(
        held=Count("talks", filter=recent),
        done=Count("talks", filter=recent & Q(talks__end=TalkEnd.DONE)),
        handed=Count("talks", filter=recent & Q(talks__end=TalkEnd.HANDED)),
    )


def dialogue(*, viewer: Actor, dialogue_id: int, removed: bool = False) -> Dialogue:
    """Return one text robot; refuses one that is not there or not to be seen."""
    rows = visible_dialogues(viewer).filter(removed_at__isnull=not removed).select_related("owner", "edition")
    row = rows.filter(pk=dialogue_id).first()
    if row is None:
        raise Missing()
    return row


def problems_of(row: Dialogue, *, viewer: Actor) -> list[Problem]:
    """Return what is wrong with a draft."""
    del viewer
    return problems(row.draft, deeds=DEEDS, offers=OFFERS, fields=CLIENT_FIELDS)


def dialogue_card(dialogue_id: int, *, viewer: Actor) -> DialogueCard:
    """Return a text robot with its draft in words, its problems and how its talks go."""
    row = dialogue(viewer=viewer, dialogue_id=dialogue_id)
    found, titles = problems_of(row, viewer=viewer), {each["code"]: each["title"] for each in row.draft["states"]}
    told = [(each.state, _problem(each, titles)) for each in found]
    talks = row.talks.filter(made_at__gte=clock.now() - timedelta(days=FIGURES_DAYS))
    ends = dict(talks.order_by().values_list("end").annotate(Count("pk")))
    over = sum(ends.values()) - ends.get(TalkEnd.OPEN, 0)
    last = len(row.draft["states"]) - 1
    return DialogueCard(
        row=row,
        states=tuple(
            _state_view(row, each, told, viewer, first=place == 0, last=place == last)
            for place, each in enumerate(row.draft["states"])
        ),
        intents=tuple(
            (place, ", ".join(each["keys"]), each["say"][0]) for place, each in enumerate(row.draft["intents"])
        ),
        problems=tuple(words for _code, words in told),
        changed=row.edition is not None and row.edition.content != row.draft,
        editions=tuple(row.editions.order_by("-number")[:20]),
        figures=tuple((_(words), ends.get(end, 0), str(end)) for end, words in TALK_ENDS.items()),
        reached=_reached(row, talks),
        share=round(100 * ends.get(TalkEnd.HANDED, 0) / over) if over else None,
    )


def state_titles(row: Dialogue) -> list[tuple[str, str]]:
    """Return the states of a draft by code, for a list to choose from."""
    return [(each["code"], each["title"]) for each in row.draft["states"]]


def talk_rows(*, viewer: Actor, dialogue_id: int) -> QuerySet[DialogueTalk]:
    """Return the talks of a text robot."""
    return visible_talks(viewer).filter(dialogue_id=dialogue_id).select_related("dialogue", "edition", "person")


def talk_card(talk_id: int, *, viewer: Actor) -> tuple[DialogueTalk, list[BenchLine], list[tuple[str, str]]]:
    """Return a talk with its lines and what is known in it; words of clients only where their talk is within reach."""
    row = visible_talks(viewer).filter(pk=talk_id).select_related("dialogue", "edition", "person").first()
    if row is None:
        raise Missing()
    if row.number not in _titles([row], viewer):
        return row, [], []
    lines = [_line(each) for each in row.lines.order_by("pk")]
    return row, lines, known(row.edition.content["states"], row.standing.get("slots", {}), get_language())


def dialogue_of_talk(mouth: str, number: int, *, viewer: Actor) -> DialogueTalk | None:
    """Return the newest talk a text robot held at a place, over or not."""
    return visible_talks(viewer).filter(mouth=mouth, number=number).order_by("-pk").first()


def with_titles(rows: Sequence[DialogueTalk], *, viewer: Actor) -> list[DialogueTalk]:
    """Return talks with whom they are with, those within reach alone; of the rest a number."""
    known = _titles(rows, viewer)
    for each in rows:
        each.seen_as = known.get(each.number, f"№ {each.number}")  # type: ignore[attr-defined]
    return list(rows)


def _titles(rows: Sequence[DialogueTalk], viewer: Actor) -> Mapping[int, str]:
    mouth = MOUTHS.get(rows[0].mouth) if rows else None
    return mouth.titles(viewer, {each.number for each in rows}) if mouth else {}


def end_words(row: DialogueTalk) -> str:
    """Return how a talk stands, in words."""
    return _(TALK_ENDS[TalkEnd(row.end)])


def reason_words(row: DialogueTalk) -> str:
    """Return why a talk was handed over, in words."""
    return _(REASONS[row.reason]) if row.reason in REASONS else ""


def bench(row: Dialogue, said: Sequence[str], *, viewer: Actor) -> Bench:
    """Return the talk a draft would hold over what was said: nothing is sent, taken or written down."""
    if not said or not row.draft["states"]:
        return Bench()
    language = "en" if row.draft.get("language") == "en" else "ru"
    here = clock.now().astimezone(clock.zone()).replace(tzinfo=None)
    setting = Setting(row.draft, here, BenchHands(viewer, language), fields={"client": ""})
    turns: list[Turn] = []
    for text in said[:MOST_BENCH]:
        turns.append(answered(setting, turns[-1].standing, text) if turns else begun(setting, text))
    last = turns[-1].standing
    titles = dict(state_titles(row))
    lines = tuple(
        BenchLine(text, turn.says, tuple(why_words(each.code, each.about) for each in turn.why))
        for text, turn in zip(said, turns, strict=False)
    )
    end = "" if last.end is TalkEnd.OPEN else _(TALK_ENDS[last.end])
    return Bench(lines, tuple(known(row.draft["states"], last.slots, get_language())), titles.get(last.place, ""), end)


def why_words(code: str, about: str) -> str:
    """Return why something was said, in words."""
    about = legible(about, get_language())
    about = _(REASONS[about]) if code == "handed" and about in REASONS else about
    return _(WHYS[code]).format(about=about) if code in WHYS else code


def _line(row: DialogueLine) -> BenchLine:
    return BenchLine(row.heard, tuple(row.said), tuple(why_words(code, about) for code, about in row.why))


def _reached(row: Dialogue, talks: QuerySet[DialogueTalk]) -> tuple[tuple[str, int], ...]:
    """Return how many talks came to each state that asks something, in order."""
    asking = [each for each in row.draft["states"] if each["kind"] in ASKING]
    passed = Counter(
        code for standing in talks.values_list("standing", flat=True) for code in standing.get("passed", ())
    )
    return tuple((each["title"], passed[each["code"]]) for each in asking)


def _problem(found: Problem, titles: Mapping[str, str]) -> str:
    return _(PROBLEMS[found.code]).format(state=titles.get(found.state, found.state), about=found.about)


def _state_view(
    row: Dialogue, state: State, told: Sequence[tuple[str, str]], viewer: Actor, *, first: bool, last: bool
) -> StateView:
    titles, draft = dict(state_titles(row)), row.draft
    leads = [titles.get(code, _("the end of the talk")) for code in ways(draft, state)]
    under = below(draft, state["code"])
    straight = ways(draft, state) == [under] and under in places(draft)
    return StateView(
        code=state["code"],
        kind=state["kind"],
        kind_words=_(STATE_KINDS[StateKind(state["kind"])]),
        title=state["title"],
        say=tuple(state.get("say", ())),
        details=tuple(_details(state, viewer)),
        leads=() if straight else tuple(leads),
        troubles=tuple(words for code, words in told if code == state["code"]),
        first=first,
        last=last,
    )


def _details(state: State, viewer: Actor) -> list[tuple[str, str]]:
    match state["kind"]:
        case StateKind.ASK:
            filling = FILLINGS.get(state["fills"])
            options = ", ".join(each["words"] for each in state["options"])
            told = [(_("Expects"), options or _(SLOT_KINDS[SlotKind(state["wants"])]))]
            bounds = [(_("At least"), state["least"]), (_("At most"), state["most"])]
            filled = [(_("Fills in"), str(filling.words))] if filling else []
            asked = [(_("Asks whether it understood"), _("yes"))] if state["confirm"] else []
            return [*told, *((words, value) for words, value in bounds if value), *filled, *asked]
        case StateKind.FORK:
            return [
                (
                    _("If"),
                    "; ".join(
                        f"{each['slot']} {_(OPERATORS[each['op']])} {each['value']}".strip() for each in state["when"]
                    ),
                )
            ]
        case StateKind.DO:
            deed = DEEDS.get(state["deed"])
            return [(_("Does"), str(deed.words)), *told_words(deed.asks, state["told"], viewer)] if deed else []
        case StateKind.OFFER:
            offer = OFFERS.get(state["offer"])
            return [(_("Offers"), str(offer.words)), *told_words(offer.asks, state["told"], viewer)] if offer else []
    return []


OPERATORS: Final = {
    "is": N_("is"),
    "not": N_("is not"),
    "least": N_("is at least"),
    "most": N_("is at most"),
    "known": N_("is known"),
    "unknown": N_("is not known"),
}
