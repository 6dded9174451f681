"""What an own field is, and what each type can do.

A value is *kept* in its record's ``own`` under the field's slot, in the one form both databases compare alike:
numbers as whole millionths, money in minor units, yes and no as 1 and 0, days and UTC moments as ISO text, choices
and records by number, several choices as a list of numbers in text. Text is kept as written, and once more under the
field's key in small letters: what filters, sorting and uniqueness go by.
"""

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Invalid, gettext_noop

Kept: TypeAlias = str | int | list[str] | None

T = FieldType
#: Written in words and found by their key.
WORDED: Final = frozenset({T.TEXT, T.LONG, T.LINK, T.PHONE, T.EMAIL})
#: Kept as whole numbers.
WHOLE: Final = frozenset({T.NUMBER, T.MONEY, T.YES_NO, T.CHOICE, T.PERSON, T.CLIENT, T.FILE})
#: What a list can be put in order by.
SORTED: Final = frozenset({T.TEXT, T.NUMBER, T.MONEY, T.YES_NO, T.DAY, T.MOMENT, T.CHOICE, T.LINK, T.PHONE, T.EMAIL})
#: Of which no two records may have the same.
UNIQUE: Final = frozenset({T.TEXT, T.NUMBER, T.LINK, T.PHONE, T.EMAIL})
#: Long text and files have no index: a list neither sorts nor is narrowed by their values.
INDEXED: Final = frozenset(T) - {T.LONG, T.FILE}
#: Found by the product's search.
SEARCHED: Final = WORDED | {T.CHOICE, T.CHOICES, T.NUMBER}
OPTIONED: Final = frozenset({T.CHOICE, T.CHOICES})
RECORDS: Final = frozenset({T.PERSON, T.CLIENT, T.FILE})
LONGEST: Final[dict[FieldType, int]] = {T.TEXT: 500, T.LONG: 5000, T.LINK: 500, T.PHONE: 60, T.EMAIL: 254}
MASKS: Final = ("phone", "email", "margin")
MOST_FIELDS: Final = 60
MOST_OPTIONS: Final = 200


@dataclass(frozen=True)
class Option:
    """One choice: its number never changes, its words may; one taken out of use stays on old records."""

    id: int
    title: str
    title_en: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """An own field as decisions and screens are made from. ``title`` is in the reader's language."""

    id: int
    holder: Holder
    type: FieldType
    title: str
    register: int | None = None
    title_ru: str = ""
    title_en: str = ""
    hint: str = ""
    group: str = ""
    sort: int = 0
    required: bool = False
    from_stage: int | None = None
    options: tuple[Option, ...] = ()
    default: Kept = None
    currency: str = "RUB"
    unique: bool = False
    searchable: bool = False
    listed: bool = False
    masked: str = ""
    archived: bool = False
    version: int = 0
    english: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """Return the name it goes by in forms, filters, changes and the API."""
        return f"own_{self.id}"

    @property
    def slot(self) -> str:
        """Return where its value is kept."""
        return f"f{self.id}"

    @property
    def key(self) -> str:
        """Return where what it is compared by is kept: the same place, except for words."""
        return f"k{self.id}" if self.type in WORDED else self.slot

    def option_title(self, number: int) -> str:
        """Return a choice in the reader's language; nothing for one that never was."""
        found = next((each for each in self.options if each.id == number), None)
        return ((self.english and found.title_en) or found.title) if found else ""

    def refusal(self, message: object, **params: object) -> Invalid:
        """Return a refusal at this field."""
        return Invalid(message, field=self.name, params={"title": self.title, **params})


def is_filled(field: FieldView, own: dict[str, Any]) -> bool:
    """Return whether a record says anything here; no is an answer, too."""
    return own.get(field.slot) not in (None, "", [])


def missing(fields: "tuple[FieldView, ...]", own: dict[str, Any]) -> "FieldView | None":
    """Return the first field that must always be filled in and is not."""
    return next((each for each in fields if each.required and not is_filled(each, own)), None)


FILL_IN: Final = gettext_noop("Fill in “{title}”.")
