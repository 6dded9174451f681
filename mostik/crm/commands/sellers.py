"""Writes of the company's own legal entities, in whose names papers are issued."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import SellerChanged
from mostik.crm.models import Seller
from mostik.crm.rules.documents.sums import RATES
from mostik.crm.rules.requisites import is_account, is_bic, is_correspondent, is_inn, is_kpp, is_ogrn
from mostik.kernel.refusals import Conflict, Invalid, Missing

TEXTS: tuple[str, ...] = (
    "title",
    "full_title",
    "address",
    "phone",
    "email",
    "bank",
    "signer",
    "signer_position",
    "signer_basis",
)
TEXTS += ("accountant",)
NUMBERS = ("inn", "kpp", "ogrn", "bic", "account", "correspondent")


@command(needs="crm.edit_templates")
def save_seller(
    *, by: Actor, seller_id: int | None = None, version: int | None = None, values: Mapping[str, Any]
) -> int:
    """Add or change a company of our own and return its number; the first one is the main one.

    Refuses a name left out and numbers whose check digits are wrong, each at its field.
    """
    row = _held(seller_id, version) if seller_id else Seller(main=not Seller.objects.filter(main=True).exists())
    for name, value in values.items():
        if name not in {*TEXTS, *NUMBERS, "vat_rate"}:
            raise Invalid(_("There is no such field: {name}."), params={"name": name})
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    row.version += 1
    row.save()
    publish(SellerChanged(at=clock.now(), seller=row.pk, title=row.title))
    return row.pk


@command(needs="crm.edit_templates")
def make_main(*, by: Actor, seller_id: int) -> None:
    """Let papers be issued in this company's name unless another is chosen."""
    row = _held(seller_id)
    Seller.objects.filter(main=True).update(main=False)
    row.main = True
    row.save(update_fields=["main"])
    publish(SellerChanged(at=clock.now(), seller=row.pk, title=row.title))


@command(needs="crm.edit_templates")
def archive_seller(*, by: Actor, seller_id: int) -> None:
    """Put a company away: its papers stay, new ones are not issued in its name. Refuses the main one."""
    row = _held(seller_id)
    if row.main:
        raise Conflict(_("Make another company the main one first."))
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    publish(SellerChanged(at=row.archived_at, seller=row.pk, title=row.title))


@command(needs="crm.edit_templates")
def restore_seller(*, by: Actor, seller_id: int) -> None:
    """Bring a company that was put away back."""
    row = _held(seller_id)
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    publish(SellerChanged(at=clock.now(), seller=row.pk, title=row.title))


def _held(seller_id: int, version: int | None = None) -> Seller:
    row = Seller.objects.select_for_update().filter(pk=seller_id).first()
    if row is None:
        raise Missing()
    if version is not None and row.version != version:
        raise Conflict(_("Somebody changed this company since you opened it. Look at it again."))
    return row


def _check(row: Seller) -> None:
    wrong = {
        "title": not row.title and _("Name the company."),
        "inn": row.inn and not is_inn(row.inn) and _("The check digits of this INN are wrong: look at it again."),
        "kpp": row.kpp and not is_kpp(row.kpp) and _("A KPP has nine signs: look at it again."),
        "ogrn": row.ogrn and not is_ogrn(row.ogrn) and _("The check digit of this OGRN is wrong: look at it again."),
        "bic": row.bic and not is_bic(row.bic) and _("A BIC has nine digits and begins with 04."),
        "account": row.account
        and not is_account(row.account, row.bic)
        and _("The account does not fit the bank's BIC: look at both again."),
        "correspondent": row.correspondent
        and not is_correspondent(row.correspondent, row.bic)
        and _("The correspondent account does not fit the bank's BIC: look at both again."),
        "vat_rate": row.vat_rate is not None and row.vat_rate not in RATES and _("Choose a rate from the list."),
    }
    for field, words in wrong.items():
        if words:
            raise Invalid(words, field=field)
