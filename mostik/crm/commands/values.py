"""Values people typed put onto a client's row: trimmed, normalised, checked against the column, told as changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mostik.core.actors import SYSTEM, Actor
from mostik.core.journal import timeline
from mostik.core.versions import who_changed
from mostik.crm.models import Company, Contact
from mostik.crm.queries.fields import field_titles
from mostik.crm.queries.words import field_words
from mostik.crm.rules.clients import kept_phone, normal_email
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Refusal
from mostik.kernel.versions import Both, FieldsChanged, settle
from mostik.people.access import shown

Change = tuple[str, str, str]

MOST_EMPLOYEES = 2**31 - 1


def put(
    row: Company | Contact, fields: Mapping[str, object], *, viewer: Actor, seen: int | None = None
) -> list[Change]:
    """Write the values onto the row, unsaved, and return those that changed as (field, before, after).

    Refuses `FieldsChanged` where somebody else changed the same field after the version ``seen``.
    """
    cleaned = {name: _clean(row, name, value) for name, value in fields.items() if name != "own"}
    way = settle(cleaned, {name: getattr(row, name) for name in cleaned}, row.touched, seen)
    if way.clash:
        raise _clash(row, {name: cleaned[name] for name in way.clash}, viewer)
    changes = []
    for name, after in way.write.items():
        changes.append((name, _words(getattr(row, name)), _words(after)))
        setattr(row, name, after)
    return changes


def ref_of(row: Company | Contact) -> Ref:
    """Return the record as the journal names it."""
    return Ref("crm.company" if isinstance(row, Company) else "crm.contact", row.pk)


def check_version(row: Company | Contact, seen: int | None) -> None:
    """Refuse what was decided before somebody else changed the record, naming who and which fields."""
    if seen is None or seen == row.version:
        return
    about = ref_of(row)
    last = timeline(about).filter(about_kind=about.kind, about_id=about.id).first()
    if last is None:
        raise Conflict()
    names = [name for name, *_values in last.payload.get("changes") or []]
    own = field_titles(names, viewer=SYSTEM)
    what = ", ".join(own[name][0] if name in own else str(_field(row, name).verbose_name) for name in names)
    raise Conflict(
        _("{who} changed this since you opened it: {what}. Look at it again."),
        params={"who": last.actor_name, "what": what or "—"},
    )


def _clash(row: Company | Contact, mine: Mapping[str, object], viewer: Actor) -> FieldsChanged:
    """Return the refusal with both values; what the role sees in part stays in part."""
    about = ref_of(row)
    both = {
        name: Both(_words(value), shown(_words(getattr(row, name)), name, viewer), who_changed(about, name))
        for name, value in mine.items()
    }
    return FieldsChanged(both, words=field_words(both))


def _field(row: Company | Contact, name: str) -> Any:
    return row._meta.get_field(name)  # noqa: SLF001 - Django's own name for its public description of a table


def _clean(row: Company | Contact, name: str, value: object) -> object:
    if isinstance(value, str):
        text = _CLEAN.get(name, _trimmed)(value)
        longest = _field(row, name).max_length
        if longest and len(text) > longest:
            raise Invalid(_("Too long: write up to {most} characters."), field=name, params={"most": longest})
        return text
    if isinstance(value, int) and not 0 <= value <= MOST_EMPLOYEES:
        raise Invalid(_("Write a number from zero up."), field=name)
    return value


def _trimmed(text: str) -> str:
    return text.replace("\0", "").strip()


def _phone(text: str) -> str:
    try:
        return kept_phone(text)
    except Refusal as refusal:
        raise Invalid(refusal.text(_), field="phone") from None


def _email(text: str) -> str:
    address = normal_email(text)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address. Write it like ivan@acme.ru."), field="email") from None
    return address


_CLEAN = {"phone": _phone, "email": _email}


def _words(value: object) -> str:
    return "" if value is None else str(value)
