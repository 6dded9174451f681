"""Own fields of deals and their clients as columns of a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.imports.fields import known
from mostik.crm.rules.imports.names import normal
from mostik.crm.terms import FieldType, Holder

#: Whose own fields a part of an export may fill, the nearest first: a bare title means the nearest one's.
HOLDERS: Final[Mapping[str, tuple[Holder, ...]]] = {
    "companies": (Holder.COMPANY,),
    "contacts": (Holder.CONTACT, Holder.COMPANY),
    "leads": (Holder.DEAL, Holder.COMPANY, Holder.CONTACT),
    "deals": (Holder.DEAL, Holder.COMPANY, Holder.CONTACT),
}
#: What stands before the title of a field to say whose it is, in Russian and in English.
_WHOSE: Final[Mapping[Holder, tuple[str, str]]] = {
    Holder.DEAL: ("Сделка", "Deal"),
    Holder.COMPANY: ("Компания", "Company"),
    Holder.CONTACT: ("Контакт", "Contact"),
}


def own_places(
    headings: Sequence[str], fields: Iterable[FieldView], *, part: str, filled: Collection[int] = ()
) -> dict[int, str]:
    """Return which columns, of those that fill nothing else, are headed like an own field: by its title or its name.

    >>> size = FieldView(id=7, holder=Holder.COMPANY, type=FieldType.TEXT, title="Size", title_ru="Размер")
    >>> own_places(["Название", "размер", "Company: Размер"], [size], part="deals", filled=[0])
    {1: 'own_7'}
    """
    ways: dict[str, str] = {}
    order = HOLDERS.get(part, ())
    for one in sorted((each for each in fields if each.holder in order), key=lambda each: order.index(each.holder)):
        for title in filter(None, (one.name, one.title_ru, one.title_en)):
            for way in (title, *(f"{whose}: {title}" for whose in _WHOSE[one.holder])):
                ways.setdefault(normal(way), one.name)
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = ways.get(normal(heading))
        if name and place not in filled and name not in found.values():
            found[place] = name
    return found


def titled(one: FieldView, language: str) -> str:
    """Return a field's title beside those of a deal: a client's says whose it is."""
    english = language == "en"
    title = (english and one.title_en) or one.title_ru or one.title
    return title if one.holder is Holder.DEAL else f"{_WHOSE[one.holder][english]}: {title}"


def own_headings(fields: Iterable[FieldView], language: str, taken: Collection[str]) -> list[str]:
    """Return the headings own fields leave under; one an import would take for something else is the field's name."""
    used = {normal(each) for each in taken}
    found = []
    for one in fields:
        heading = titled(one, language)
        heading = one.name if known([heading]) or normal(heading) in used else heading
        used.add(normal(heading))
        found.append(heading)
    return found


def leaves(one: FieldView) -> bool:
    """Return whether a field's values mean anything in a file: files stay with their record."""
    return one.holder in _WHOSE and one.type is not FieldType.FILE
