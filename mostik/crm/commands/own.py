"""Values of own fields put onto a record: checked, within reach, unique where they must be, told as changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from mostik.core import files
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.core.versions import who_changed
from mostik.crm.access import visible_companies
from mostik.crm.models import OwnField
from mostik.crm.models.own import Slot
from mostik.crm.queries.fields import own_fields, own_words, record_labels
from mostik.crm.rules.fields.kinds import FILL_IN, WHOLE, FieldView, Kept, missing
from mostik.crm.rules.fields.values import NO_RECORD, Labels, checked, slots, typed
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied, Invalid
from mostik.kernel.versions import Both, FieldsChanged, changed_since
from mostik.people.access import User, clear

Change = tuple[str, str, str]
#: Values of own fields by the field's number, in the form they are kept in.
OwnValues = Mapping[int, object]


def put_own(
    actor: Actor,
    row: Any,
    holder: Holder,
    said: OwnValues | None,
    *,
    register: int | None = None,
    seen: int | None = None,
    fields: tuple[FieldView, ...] | None = None,
    asked_later: bool = False,
) -> list[Change]:
    """Write values onto the record's ``own``, unsaved, and return those that changed as people read them.

    A new record takes the defaults of fields nothing is said of. With ``said``, however short, it must have all that
    must be filled in, unless that is ``asked_later``; an old one must keep it. Whoever writes many gives the ``fields``
    in use, read once. Refuses `FieldsChanged` where somebody else changed the same after the version ``seen``, unknown
    fields, what the role sees only in part, records out of reach, and a value another has where there may be one.
    """
    if said is None and row.pk is not None:
        return []
    if fields is None:
        fields = own_fields(holder, viewer=actor, register=register)
    if not fields and not said:
        return []
    wanted = _wanted(actor, row, {each.id: each for each in fields}, said or {})
    changed = _changed(actor, row, wanted)
    _refuse_clash(actor, row, changed, seen)
    _refuse_taken([each for each in fields if each.unique], row, changed)
    before, after = row.own, _with(row.own, changed)
    asked = fields if row.pk is None and said is not None and not asked_later else tuple(wanted)
    if lacking := missing(asked, after):
        raise lacking.refusal(FILL_IN)
    row.own = after
    return _told(actor, fields, before, after)


def refuse_taken(actor: Actor, row: Any, holder: Holder, *, register: int | None = None) -> None:
    """Refuse to bring a record back whose unique values another has got in the meantime."""
    if row.own:
        unique = [each for each in own_fields(holder, viewer=actor, register=register) if each.unique]
        _refuse_taken(unique, row, {each: row.own.get(each.slot) for each in unique})


def _wanted(actor: Actor, row: Any, known: Mapping[int, FieldView], said: OwnValues) -> dict[FieldView, Kept]:
    """Return the values to keep, each checked; a new record's defaults among them."""
    wanted: dict[FieldView, Kept] = {}
    if row.pk is None:
        wanted = {each: each.default for each in known.values() if each.default is not None}
    for number, value in said.items():
        one = known.get(number)
        if one is None:
            raise Invalid(_("There is no such field."), field=f"own_{number}")
        if one.masked and not clear(one.masked, actor):
            raise Denied(_("Your role sees this field only in part and does not change it."), field=one.name)
        wanted[one] = checked(one, value)
    return wanted


def _changed(actor: Actor, row: Any, wanted: Mapping[FieldView, Kept]) -> dict[FieldView, Kept]:
    changed = {one: kept for one, kept in wanted.items() if kept != row.own.get(one.slot)}
    for one, kept in changed.items():
        if kept is not None and one.type in _REACHED and not _REACHED[one.type](actor, row, int(str(kept))):
            raise one.refusal(NO_RECORD, text=f"#{kept}")
    return changed


def _refuse_clash(actor: Actor, row: Any, changed: Mapping[FieldView, Kept], seen: int | None) -> None:
    """Refuse what somebody else changed meanwhile, with both values."""
    names = changed_since(getattr(row, "touched", {}), [one.name for one in changed], seen)
    clash = {one: kept for one, kept in changed.items() if one.name in names}
    if not clash:
        return
    labels = record_labels(tuple(clash), [row.own, {one.slot: kept for one, kept in clash.items()}], viewer=actor)
    about = about_of(row)
    both = {
        one.name: Both(own_words(typed(one, kept, labels)), _said(one, row.own, labels), who_changed(about, one.name))
        for one, kept in clash.items()
    }
    raise FieldsChanged(both, words={one.name: one.title for one in clash})


def _with(own: Mapping[str, Any], changed: Mapping[FieldView, Kept]) -> dict[str, Any]:
    made = dict(own)
    for one, kept in changed.items():
        made.pop(one.slot, None)
        made.pop(one.key, None)
        if kept is not None:
            made.update(slots(one, kept))
    return made


def _refuse_taken(unique: Sequence[FieldView], row: Any, changed: Mapping[FieldView, Kept]) -> None:
    """Refuse a value somebody else's record has. Writers of one field wait for each other, so none slips through."""
    asked = [one for one in unique if changed.get(one) is not None]
    if not asked:
        return
    list(OwnField.objects.select_for_update().filter(pk__in=[one.id for one in asked]).order_by("pk"))
    for one in asked:
        value = slots(one, changed[one])[one.key]
        rows = type(row).objects.filter(removed_at__isnull=True).exclude(pk=row.pk)
        if rows.alias(kept=Slot("own", one.key, whole=one.type in WHOLE)).filter(kept=value).exists():
            raise one.refusal(_("Another record has this already: “{title}” may not repeat."))


def _told(
    actor: Actor, fields: Sequence[FieldView], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    changed = [one for one in fields if before.get(one.slot) != after.get(one.slot)]
    labels = record_labels(changed, [before, after], viewer=actor)
    return [(one.name, _said(one, before, labels), _said(one, after, labels)) for one in changed]


def _said(one: FieldView, own: Mapping[str, Any], labels: Labels) -> str:
    return own_words(typed(one, own.get(one.slot), labels))


def _person(_actor: Actor, _row: Any, number: int) -> bool:
    return User.objects.filter(pk=number, is_active=True).exists()


def _client(actor: Actor, _row: Any, number: int) -> bool:
    return visible_companies(actor).filter(pk=number).exists()


def _file(actor: Actor, row: Any, number: int) -> bool:
    """A file may only be one that is kept with the record itself."""
    about = about_of(row)
    found = File.objects.filter(pk=number, about_kind=about.kind, about_id=about.id).exists()
    return found and files.file_for(viewer=actor, file_id=number) is not None


def about_of(row: Model) -> Ref:
    """Return what a record is called in the journal and among files."""
    kinds = {"registerrow": "crm.row"}
    name = type(row).__name__.lower()
    return Ref(kinds.get(name, f"crm.{name}"), row.pk or 0)


_REACHED = {FieldType.PERSON: _person, FieldType.CLIENT: _client, FieldType.FILE: _file}
