"""Values people typed put onto a client's row: trimmed, normalised, checked against the column, told as changes."""

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mostik.core.actors import SYSTEM, Actor
from mostik.core.journal import timeline
from mostik.core.versions import who_changed
from mostik.crm.models import Company, Contact
from mostik.crm.queries.fields import field_titles
from mostik.crm.queries.identities import LISTS, kept_lists
from mostik.crm.queries.words import field_words
from mostik.crm.rules.clients import kept_phone, normal_email
from mostik.crm.rules.identities import messenger
from mostik.crm.rules.requisites import is_account, is_bic, is_correspondent, is_inn, is_kpp, is_ogrn
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Refusal
from mostik.kernel.versions import Both, FieldsChanged, settle
from mostik.people.access import shown

Change = tuple[str, str, str]

MOST_EMPLOYEES = 2**31 - 1
MOST_LISTED = 20
NUMBERS = frozenset({"inn", "kpp", "ogrn", "bic", "account", "correspondent"})


def put(
    row: Company | Contact, fields: Mapping[str, object], *, viewer: Actor, seen: int | None = None
) -> tuple[list[Change], dict[str, tuple[str, ...]]]:
    """Write the values onto the row, unsaved; return what changed as (field, before, after), and the lists it has now.

    ``phone``, ``email`` and ``messenger`` are lists, the main one first; a single text replaces the main one.
    Refuses `FieldsChanged` where somebody else changed the same field after the version ``seen``.
    """
    lists = kept_lists(row) if LISTED & fields.keys() else {}
    said = {name: value for name, value in fields.items() if name != "own"}
    cleaned = {name: _clean(row, name, value, lists.get(name, ())) for name, value in said.items()}
    current = {name: lists[name] if name in LISTED else getattr(row, name) for name in cleaned}
    way = settle(cleaned, current, row.touched, seen)
    if way.clash:
        mine = {name: (cleaned[name], current[name]) for name in way.clash}
        raise _clash(row, mine, viewer)
    changes = []
    for name, after in way.write.items():
        changes.append((name, words(current[name]), words(after)))
        if isinstance(after, tuple):
            lists[name] = after
        if name != "messenger":
            setattr(row, name, next(iter(after), "") if isinstance(after, tuple) else after)
    return changes, lists


def check_requisites(row: Company) -> None:
    """Refuse numbers of a Russian company that are mistyped, each at its field."""
    wrong: dict[str, tuple[Callable[[], bool], str]] = {
        "inn": (
            lambda: is_inn(row.inn),
            _("The check digit of this INN is wrong: ten digits of a company or twelve of an entrepreneur."),
        ),
        "kpp": (lambda: is_kpp(row.kpp), _("A KPP has nine signs: look at it again.")),
        "ogrn": (
            lambda: is_ogrn(row.ogrn),
            _("The check digit is wrong: an OGRN has thirteen digits, an OGRNIP fifteen."),
        ),
        "bic": (lambda: is_bic(row.bic), _("A BIC has nine digits and begins with 04.")),
        "account": (
            lambda: is_account(row.account, row.bic),
            _("The account does not fit the bank's BIC: look at both again."),
        ),
        "correspondent": (
            lambda: is_correspondent(row.correspondent, row.bic),
            _("The correspondent account does not fit the bank's BIC: look at both again."),
        ),
    }
    for name, (right, told) in wrong.items():
        if getattr(row, name) and not right():
            raise Invalid(told, field=name)


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
    own, plain = field_titles(names, viewer=SYSTEM), field_words(names)
    what = ", ".join(own[name][0] if name in own else plain[name] for name in names)
    raise Conflict(
        _("{who} changed this since you opened it: {what}. Look at it again."),
        params={"who": last.actor_name, "what": what or "—"},
    )


def words(value: object) -> str:
    """Return a value as it stands in the journal."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _clash(row: Company | Contact, mine: Mapping[str, tuple[object, object]], viewer: Actor) -> FieldsChanged:
    """Return the refusal with both values; what the role sees in part stays in part."""
    about = ref_of(row)
    both = {
        name: Both(words(value), _in_part(name, current, viewer), who_changed(about, name))
        for name, (value, current) in mine.items()
    }
    return FieldsChanged(both, words=field_words(both))


def _in_part(name: str, value: object, viewer: Actor) -> str:
    if isinstance(value, tuple):
        return ", ".join(shown(each, name, viewer) for each in value)
    return shown(words(value), name, viewer)


def _clean(row: Company | Contact, name: str, value: object, listed: tuple[str, ...]) -> object:
    if name in LISTED:
        return _list(name, value, listed)
    if isinstance(value, str):
        text = _number(value) if name in NUMBERS else _trimmed(value)
        longest = row._meta.get_field(name).max_length  # type: ignore[union-attr]  # noqa: SLF001 - Django's own name
        if longest and len(text) > longest:
            raise Invalid(_("Too long: write up to {most} characters."), field=name, params={"most": longest})
        return text
    if isinstance(value, int) and not 0 <= value <= MOST_EMPLOYEES:
        raise Invalid(_("Write a number from zero up."), field=name)
    return value


def _list(name: str, value: object, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the whole list as it will be; a single text takes the place of the main one."""
    many = isinstance(value, list | tuple)
    texts = [str(each) for each in value] if many else [str(value or "")]  # type: ignore[attr-defined]
    cleaned = [_LISTED[name](text) for text in texts]
    whole = tuple(dict.fromkeys(each for each in (*cleaned, *(() if many else listed[1:])) if each))
    if len(whole) > MOST_LISTED:
        raise Invalid(_("Write up to {most}."), field=name, params={"most": MOST_LISTED})
    return whole


def _trimmed(text: str) -> str:
    return text.replace("\0", "").strip()


def _number(text: str) -> str:
    return "".join(_trimmed(text).split())


def _phone(text: str) -> str:
    try:
        return kept_phone(_trimmed(text))
    except Refusal as refusal:
        raise Invalid(refusal.text(_), field="phone") from None


def _email(text: str) -> str:
    address = normal_email(_trimmed(text))
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address. Write it like ivan@acme.ru."), field="email") from None
    if len(address) > 254:
        raise Invalid(_("Too long: write up to {most} characters."), field="email", params={"most": 254})
    return address


def _messenger(text: str) -> str:
    if not _trimmed(text):
        return ""
    known = messenger(_trimmed(text))
    return f"{known.kind}:{known.value}"


_LISTED: Mapping[str, Callable[[str], str]] = {"phone": _phone, "email": _email, "messenger": _messenger}
LISTED = frozenset(LISTS)
