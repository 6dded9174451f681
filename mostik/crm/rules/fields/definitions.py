"""Settings of an own field: what its type allows, and choices that keep their numbers."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from mostik.crm.rules.fields.kinds import INDEXED, MASKS, MOST_OPTIONS, OPTIONED, SEARCHED, UNIQUE, Option
from mostik.crm.terms import FieldType
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop


class Settings(Protocol):
    """A field as it is about to be saved."""

    type: Any
    title: str
    title_en: str
    hint: str
    group: str
    required: bool
    options: Any
    currency: str
    unique: bool
    searchable: bool
    listed: bool
    masked: str


def refusal_of_field(row: Settings) -> Refusal | None:
    """Return what is wrong with a field's settings, or nothing."""
    for wrong, name, words in _doubts(row, FieldType(row.type)):
        if wrong:
            return Invalid(words, field=name)
    return None


def _doubts(row: Settings, kind: FieldType) -> Iterable[tuple[bool, str, str]]:
    yield not row.title, "title", gettext_noop("Name the field.")
    for name in ("title", "title_en", "group"):
        yield len(getattr(row, name)) > 80, name, gettext_noop("Up to 80 characters.")
    yield len(row.hint) > 200, "hint", gettext_noop("Up to 200 characters.")
    live = [each for each in row.options if each["active"]]
    yield kind in OPTIONED and not live, "options", gettext_noop("Write at least one choice, one a line.")
    parted = any({";", "|"} & set(each["title"] + each["title_en"]) for each in row.options)
    yield parted, "options", gettext_noop("A choice has neither “;” nor “|”: they stand between choices in files.")
    yield len(row.options) > MOST_OPTIONS, "options", gettext_noop("Too many choices: make it a text or a register.")
    yield row.unique and kind not in UNIQUE, "unique", gettext_noop("Values of this type may repeat.")
    yield row.searchable and kind not in SEARCHED, "searchable", gettext_noop("A search finds no such values.")
    yield row.listed and kind not in INDEXED, "listed", gettext_noop("This type is shown on the card only.")
    unfillable = row.required and kind is FieldType.FILE
    yield unfillable, "required", gettext_noop("A file is added on the card: require it from a stage on.")
    yield bool(row.masked) and row.masked not in MASKS, "masked", gettext_noop("There is no such kind.")
    yield len(row.currency) != 3 or not row.currency.isalpha(), "currency", gettext_noop("Three letters, like RUB.")


def merged_options(before: Sequence[dict[str, Any]], wanted: Sequence[Option]) -> list[dict[str, Any]]:
    """Return choices as they are kept: a number never changes or comes back, one no longer wanted is put away.

    >>> kept = merged_options([], [Option(0, "Red"), Option(0, "Blue")])
    >>> [(each["id"], each["title"], each["active"]) for each in merged_options(kept, [Option(0, "Blue")])]
    [(2, 'Blue', True), (1, 'Red', False)]
    """
    known = {each["title"].casefold(): each for each in before}
    last = max((each["id"] for each in before), default=0)
    made: list[dict[str, Any]] = []
    for each in wanted:
        old = next((one for one in before if one["id"] == each.id), None) or known.get(each.title.casefold())
        if old is None:
            last += 1
        made.append({"id": old["id"] if old else last, "title": each.title, "title_en": each.title_en, "active": True})
    live = {each["id"] for each in made}
    return [*made, *({**each, "active": False} for each in before if each["id"] not in live)]
