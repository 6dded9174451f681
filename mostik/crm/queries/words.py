"""The department's words for kinds, results, parts in the decision and units, with their icons and tones."""

from collections.abc import Iterable, Mapping

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mostik.crm.terms import (
    ActivityKind,
    ActivityResult,
    ConsentChannel,
    ConsentPurpose,
    DecisionRole,
    Reason,
    RequestKind,
    RequestState,
    Unit,
)

#: Languages leads may be given out by, the usual first.
SPOKEN = ("ru", "en", "be", "uk", "kk", "ky", "uz", "tg", "hy", "az", "ka", "tr", "de", "fr", "es", "it", "ar")
KINDS: Mapping[str, Promise] = {
    ActivityKind.CALL: _("Call"),
    ActivityKind.MEETING: _("Meeting"),
    ActivityKind.TASK: _("Task"),
    ActivityKind.NOTE: pgettext_lazy("activity", "Note"),
    ActivityKind.EMAIL: _("Letter"),
    ActivityKind.MESSAGE: _("Message"),
}
KIND_ICONS: Mapping[str, str] = {
    ActivityKind.CALL: "phone",
    ActivityKind.MEETING: "people",
    ActivityKind.TASK: "check-circle",
    ActivityKind.NOTE: "edit",
    ActivityKind.EMAIL: "mail",
    ActivityKind.MESSAGE: "chat",
}
RESULTS: Mapping[str, Promise] = {
    ActivityResult.DONE: _("Done"),
    ActivityResult.TALKED: _("Talked"),
    ActivityResult.NO_ANSWER: _("No answer"),
    ActivityResult.BUSY: pgettext_lazy("result of a call", "Busy"),
    ActivityResult.CALL_BACK: _("Asked to call back"),
    ActivityResult.WRONG_NUMBER: _("Wrong number"),
    ActivityResult.HELD: _("Held"),
    ActivityResult.NOT_COME: _("Did not come"),
    ActivityResult.MOVED: _("Moved"),
    ActivityResult.CANCELLED: _("Cancelled"),
}
RESULT_TONES: Mapping[str, str] = {
    ActivityResult.DONE: "good",
    ActivityResult.TALKED: "good",
    ActivityResult.HELD: "good",
    ActivityResult.WRONG_NUMBER: "bad",
    ActivityResult.NOT_COME: "warn",
    ActivityResult.NO_ANSWER: "warn",
    ActivityResult.BUSY: "warn",
}
DECISIONS: Mapping[str, Promise] = {
    DecisionRole.DECIDES: _("Decides"),
    DecisionRole.INFLUENCES: _("Influences"),
    DecisionRole.USES: _("Uses"),
    DecisionRole.PAYS: _("Pays"),
    DecisionRole.OTHER: _("Other part"),
}
CONSENT_PURPOSES: Mapping[str, Promise] = {
    ConsentPurpose.OFFERS: _("News and offers"),
    ConsentPurpose.SURVEYS: _("Questions about quality"),
    ConsentPurpose.RECORDING: _("Recording of calls"),
    ConsentPurpose.PARTNERS: _("Handing over to partners"),
    ConsentPurpose.TRACKING: _("Seeing whether letters are opened"),
}
CONSENT_CHANNELS: Mapping[str, Promise] = {
    ConsentChannel.ANY: _("Any channel"),
    ConsentChannel.EMAIL: _("E-mail"),
    ConsentChannel.SMS: _("SMS"),
    ConsentChannel.CALL: _("Call"),
    ConsentChannel.MESSENGER: _("Messenger"),
}
REQUEST_KINDS: Mapping[str, Promise] = {
    RequestKind.ACCESS: _("What is held about them"),
    RequestKind.ERASE: _("Erase their data"),
}
REQUEST_STATES: Mapping[str, tuple[Promise, str]] = {
    RequestState.OPEN: (pgettext_lazy("request", "open"), "info"),
    RequestState.RUNNING: (pgettext_lazy("request", "being carried out"), "warn"),
    RequestState.DONE: (pgettext_lazy("request", "carried out"), "good"),
    RequestState.REFUSED: (pgettext_lazy("request", "refused"), "neutral"),
}
UNITS: Mapping[str, Promise] = {
    Unit.PIECE: pgettext_lazy("unit", "pc"),
    Unit.SET: pgettext_lazy("unit", "set"),
    Unit.PACK: pgettext_lazy("unit", "pack"),
    Unit.KILOGRAM: pgettext_lazy("unit", "kg"),
    Unit.TONNE: pgettext_lazy("unit", "t"),
    Unit.METRE: pgettext_lazy("unit", "m"),
    Unit.SQUARE_METRE: pgettext_lazy("unit", "m²"),
    Unit.CUBIC_METRE: pgettext_lazy("unit", "m³"),
    Unit.LITRE: pgettext_lazy("unit", "l"),
    Unit.KILOMETRE: pgettext_lazy("unit", "km"),
    Unit.HOUR: pgettext_lazy("unit", "h"),
    Unit.DAY: pgettext_lazy("unit", "day"),
    Unit.MONTH: pgettext_lazy("unit", "month"),
    Unit.YEAR: pgettext_lazy("unit", "year"),
    Unit.SERVICE: pgettext_lazy("unit", "service"),
}
#: What people call the fields that change.
FIELDS: Mapping[str, Promise] = {
    "title": _("name"),
    "sector": _("sector"),
    "region": _("region"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "site": _("site"),
    "employees": _("employees"),
    "note": _("note"),
    "owner": _("owner"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "position": _("position"),
    "decision": _("part in the decision"),
    "due_at": _("when"),
    "promised": _("promised"),
    "amount": _("amount"),
    "company": _("client"),
    "contact": _("contact"),
    "product": _("product"),
    "channel": _("channel"),
    "expected_on": _("expected to close"),
    "items": _("lines"),
    "middle_name": _("middle name"),
    "messenger": _("messenger"),
    "full_title": _("name by registration"),
    "inn": _("INN"),
    "kpp": _("KPP"),
    "ogrn": _("OGRN"),
    "address": _("legal address"),
    "postal_address": _("postal address"),
    "bank": _("bank"),
    "bic": _("BIC"),
    "account": _("account"),
    "correspondent": _("correspondent account"),
}


def field_words(names: Iterable[str]) -> dict[str, str]:
    """Return what people call these fields of a client, deal or activity."""
    return {name: str(FIELDS.get(name, name)) for name in names}


REASONS: Mapping[str, Promise] = {
    Reason.INN: _("the same INN"),
    Reason.PHONE: _("the same phone"),
    Reason.EMAIL: _("the same e-mail"),
    Reason.MESSENGER: _("the same messenger"),
    Reason.SITE: _("the same site"),
    Reason.NAME: _("the same name"),
    Reason.NAME_CLOSE: _("names sound alike"),
    Reason.PERSON: _("the same name"),
    Reason.PERSON_CLOSE: _("names sound alike"),
    Reason.COMPANY: _("at the same client"),
    Reason.MET: _("wrote with the contacts of both"),
    Reason.INN_DIFFERS: _("INNs differ"),
    Reason.KPP_DIFFERS: _("KPPs differ: may be a branch"),
    Reason.PERSON_DIFFERS: _("names differ"),
}


def spoken(more: Iterable[str] = ()) -> dict[str, str]:
    """Return the languages clients may speak by their codes, in words; those in use stay whatever they are."""
    return {code: _language(code) for code in dict.fromkeys((*SPOKEN, *sorted(more)))}


def _language(code: str) -> str:
    known = LANG_INFO.get(code, {}).get("name")
    return gettext(known) if known else code
