"""Screens of consents: the list, given and withdrawn from a person's card."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.crm.commands import consents as commands
from mostik.crm.forms.personal import ConsentForm, WithdrawForm, given
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.queries.contacts import contact_values, full_name
from mostik.crm.queries.personal import consents as queries
from mostik.crm.queries.words import CONSENT_CHANNELS, CONSENT_PURPOSES
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.web import tables
from mostik.web.answers import done

TABLE = tables.Table(
    code="consents",
    columns=(
        tables.Column(
            key="person",
            title=gettext_lazy("Who"),
            value=lambda row: full_name(row.contact),
            main=True,
            sort=("contact__last_name", "contact__first_name"),
            url=lambda row: reverse("crm:contact", args=[row.contact_id]),
        ),
        tables.Column(key="purpose", title=gettext_lazy("What for"), value=lambda row: CONSENT_PURPOSES[row.purpose]),
        tables.Column(key="channel", title=gettext_lazy("Channel"), value=lambda row: CONSENT_CHANNELS[row.channel]),
        tables.Column(key="text", title=gettext_lazy("Text and its version"), value=lambda row: row.text),
        tables.Column(
            key="given_at",
            title=gettext_lazy("Given"),
            value=lambda row: row.given_at,
            kind="moment",
            sort=("given_at",),
        ),
        tables.Column(
            key="given_how", title=gettext_lazy("How it was given"), value=lambda row: row.given_how, hide_on_phone=True
        ),
        tables.Column(
            key="withdrawn_at", title=gettext_lazy("Withdrawn"), value=lambda row: row.withdrawn_at, kind="moment"
        ),
        tables.Column(
            key="withdrawn_how",
            title=gettext_lazy("How it was withdrawn"),
            value=lambda row: row.withdrawn_how,
            default_hidden=True,
        ),
    ),
    filters=(
        tables.choice_filter("purpose", gettext_lazy("What for"), tuple(CONSENT_PURPOSES.items())),
        tables.choice_filter("channel", gettext_lazy("Channel"), tuple(CONSENT_CHANNELS.items())),
        tables.yes_no_filter("living", gettext_lazy("Not withdrawn"), "withdrawn_at__isnull"),
        tables.day_range_filter("given", gettext_lazy("Given"), "given_at__date", more=True),
    ),
    search=tables.text_search("contact__last_name", "text"),
    search_words=gettext_lazy("Last name, text"),
    default_sort="-given_at",
    export_needs=EXPORT,
    subjects="crm.consent",
    empty_title=gettext_lazy("No consents yet"),
    empty_text=gettext_lazy("Write down from a person's card what they agreed to; sending asks here."),
)


def consent_list(request: HttpRequest) -> HttpResponseBase:
    """List the consents of people within reach."""
    context = {"tabs": client_tabs(request, "crm:consents")}
    return tables.answer(request, "crm/personal/consents.html", TABLE, queries.consents(viewer=request.actor), context)


def give(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Write down what a person agreed to."""
    contact_values(contact_id, viewer=request.actor)
    form = ConsentForm(sent(request))

    def act() -> None:
        said = form.cleaned_data
        purpose, channel = ConsentPurpose(said["purpose"]), ConsentChannel(said["channel"])
        commands.give_consent(by=request.actor, contact_id=contact_id, purpose=purpose, channel=channel, **given(said))

    words = {"title": _("New consent"), "address": request.path, "submit": _("Write it down"), "columns": "2"}
    to = reverse("crm:contact", args=[contact_id])
    return ask(request, form, words, act, lambda: done(request, to, _("The consent is written down")))


def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Write down that a person agrees no more."""
    row = queries.consent_row(consent_id, viewer=request.actor)
    form = WithdrawForm(sent(request))

    def act() -> None:
        commands.withdraw_consent(by=request.actor, consent_id=consent_id, how=form.cleaned_data["withdrawn_how"])

    words = {"title": _("Withdraw the consent"), "address": request.path, "submit": _("Withdraw")}
    to = reverse("crm:contact", args=[row.contact_id])
    return ask(request, form, words, act, lambda: done(request, to, _("The consent is withdrawn")))
