"""What robots do through the channels: write to the client of a deal from a template."""

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, declare
from mostik.channels.commands.letters import write_letter
from mostik.core.actors import Actor
from mostik.crm.queries.letters import draft_about, mail_templates


def _write(*, by: Actor, number: int, told: Told, key: str) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    write_letter(by=by, deal_id=number, subject=draft.subject, text=draft.text, key=key)
    return f"{draft.to}: {draft.subject}"


def _write_shows(*, by: Actor, number: int, told: Told) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    return f"{draft.to or '—'}: {draft.subject}. {draft.text[:200]}"


declare(
    Deed(
        "deal.letter",
        _("Send a letter to the client"),
        "deal",
        _write,
        _write_shows,
        asks=(
            Ask(
                "template",
                _("Template"),
                choices=lambda viewer: mail_templates(viewer=viewer),
                help=_("Its fields are filled in from the deal; the letter goes in the owner's name."),
            ),
        ),
        icon="mail",
    )
)
