"""Sources of enquiries: made, changed, paused, given a new secret, removed and brought back."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from mostik.channels.events import SourceAdded, SourceEdited, SourceRemoved, SourceRestored
from mostik.channels.models import Source
from mostik.channels.queries.sources import source_of, visible_sources
from mostik.channels.rules.sources import TARGETS, is_own
from mostik.channels.terms import SourceKind
from mostik.core import clock, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Invalid
from mostik.kernel.signatures import SECRET_PREFIX

RIGHT = "channels.edit_sources"
#: For so long the secret before the last still holds: nobody changes both sides at one moment.
OVERLAP = timedelta(days=1)
MOST_FIELDS = 20
LEAST_SECONDS = 3
Told = Mapping[str, Any]


@command(needs=RIGHT)
def add_source(
    *, by: Actor, kind: SourceKind, title: str, channel_id: int | None = None, product_id: int | None = None
) -> tuple[int, str]:
    """Make a place enquiries come in by; return its number and, of a webhook, its secret, shown this once."""
    secret = _secret() if kind is SourceKind.HOOK else ""
    row = Source(kind=kind, door=secrets.token_urlsafe(16), made_at=clock.now(), told={}, mapping={})
    row.secret = vault.locked(secret) if secret else ""
    if kind is SourceKind.FORM:
        row.told = usual_form()
    _put(row, title, channel_id, product_id)
    row.save()
    publish(SourceAdded(at=row.made_at, source=row.pk, title=row.title, kind=kind))
    return row.pk, secret


@command(needs=RIGHT)
def edit_source(
    *, by: Actor, source_id: int, title: str, channel_id: int | None = None, product_id: int | None = None
) -> None:
    """Change what a source is called and what leads from it are marked with."""
    row = _held(by, source_id)
    _put(row, title, channel_id, product_id)
    _save(row, "title", "title")


@command(needs=RIGHT)
def shape_form(*, by: Actor, source_id: int, told: Told, version: int | None = None) -> None:
    """Say what a form asks, in which order, to what one agrees and what is said afterwards.

    A changed text of the consent is a new version. Refuses a form that asks for nothing one could be answered by.
    """
    row = _held(by, source_id)
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this form since you opened it. Look at it again."))
    fields = [_field(each) for each in list(told.get("fields", ()))[:MOST_FIELDS]]
    if not {"phone", "email", "messenger"} & {each["key"] for each in fields}:
        raise Invalid(_("Ask for a phone, an e-mail or a messenger: else there is nobody to answer."), field="fields")
    before, consent = row.told.get("consent") or {}, str(told.get("consent", "")).strip()[:3000]
    same = consent == before.get("text", "")
    number = before.get("version", 0) + (0 if same else 1)
    row.told = {
        "fields": fields,
        "consent": {"text": consent, "version": number} if consent else {},
        "consents": [*row.told.get("consents", [])[-20:], *([] if same else [before])] if before else [],
        "offers": str(told.get("offers", "")).strip()[:300],
        "heading": str(told.get("heading", "")).strip()[:200],
        "button": str(told.get("button", "")).strip()[:60],
        "thanks": str(told.get("thanks", "")).strip()[:500],
        "redirect": str(told.get("redirect", "")).strip()[:300],
        "language": told.get("language") if told.get("language") in {"ru", "en"} else "ru",
    }
    _save(row, "form", "told")


@command(needs=RIGHT)
def map_fields(*, by: Actor, source_id: int, mapping: Mapping[str, str]) -> None:
    """Remember which field of a lead is read from which place of a body."""
    row = _held(by, source_id)
    row.mapping = {
        target: path[:120] for target, path in mapping.items() if (target in TARGETS or is_own(target)) and path
    }
    _save(row, "mapping", "mapping")


@command(needs=RIGHT)
def pause_source(*, by: Actor, source_id: int, paused: bool) -> None:
    """Let a source take nothing for a while, or take again."""
    row = _held(by, source_id)
    row.paused_at = clock.now() if paused else None
    _save(row, "paused", "paused_at")


@command(needs=RIGHT)
def pause_sources(*, by: Actor, source_ids: Sequence[int], paused: bool) -> int:
    """Let several sources take nothing for a while, or take again; return how many were otherwise before."""
    rows = visible_sources(by).filter(pk__in=source_ids, paused_at__isnull=paused)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        pause_source(by=by, source_id=number, paused=paused)
    return len(numbers)


@command(needs=RIGHT)
def renew_secret(*, by: Actor, source_id: int) -> str:
    """Give a webhook a new secret and return it, shown this once; the one before holds for another day."""
    row = _held(by, source_id)
    if row.kind != SourceKind.HOOK:
        raise Conflict(_("Only a signed webhook has a secret."))
    secret = _secret()
    row.old_secret, row.old_until = row.secret, clock.now() + OVERLAP
    row.secret = vault.locked(secret)
    _save(row, "secret", "secret")
    return secret


@command(needs=RIGHT)
def remove_source(*, by: Actor, source_id: int) -> None:
    """Remove a source: its address takes nothing any more; what came stays. ``restore_source`` brings it back."""
    row = _held(by, source_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(SourceRemoved(at=row.removed_at, source=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_source(*, by: Actor, source_id: int) -> None:
    """Bring a removed source back."""
    row = source_of(source_id, viewer=by, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(SourceRestored(at=clock.now(), source=row.pk, title=row.title))


def usual_form() -> dict[str, Any]:
    """Return the form a new source begins with."""
    asked = (("name", True), ("phone", True), ("email", False), ("text", False))
    return {
        "fields": [{"key": key, "label": "", "required": required} for key, required in asked],
        "consent": {
            "text": "Я согласен на обработку моих персональных данных, чтобы со мной связались по этой заявке.",
            "version": 1,
        },
        "heading": "Оставьте заявку",
        "button": "Отправить",
        "thanks": "Спасибо! Мы ответим в ближайшее время.",
        "redirect": "",
        "language": "ru",
    }


def _field(said: Mapping[str, Any]) -> dict[str, Any]:
    key = str(said.get("key", ""))
    if key not in TARGETS and not is_own(key):
        raise Invalid(_("Choose the field from the list."), field="fields")
    return {"key": key, "label": str(said.get("label", "")).strip()[:80], "required": bool(said.get("required"))}


def _held(by: Actor, source_id: int) -> Source:
    source_of(source_id, viewer=by)
    return locked(Source.objects.filter(pk=source_id)).get()


def _put(row: Source, title: str, channel_id: int | None, product_id: int | None) -> None:
    if not title.strip():
        raise Invalid(_("Name the source."), field="title")
    row.title, row.channel_id, row.product_id = title.strip()[:80], channel_id, product_id


def _save(row: Source, what: str, *names: str) -> None:
    row.touch(names)
    row.save()
    publish(SourceEdited(at=clock.now(), source=row.pk, title=row.title, what=what))


def _secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def secrets_of(row: Source) -> Sequence[str]:
    """Return the secrets that hold now, to be used at once."""
    kept = [row.secret]
    if row.old_secret and row.old_until and row.old_until > clock.now():
        kept.append(row.old_secret)
    return [vault.opened(each) for each in kept if each]
