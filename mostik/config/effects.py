"""What each promised effect is, in a head's words."""

from django.utils.translation import gettext_lazy as _

from mostik.core.effects.queries import TITLES

WORDS = {
    "analysis.fold": _("Figures put into columns"),
    "analysis.foretell": _("The month foretold of everybody"),
    "analysis.learn_score": _("The score learnt anew"),
    "analysis.send_report": _("A report by schedule"),
    "analysis.send_quality_letter": _("A letter to marketing on lead quality"),
    "analysis.write_quality_letter": _("The letter on lead quality written"),
    "analysis.spread_score": _("Chances of deals reckoned by the score"),
    "automation.advance": _("A robot's work"),
    "automation.enrol": _("A robot's beginning with what was there already"),
    "automation.nudge": _("A silent client asked once more"),
    "automation.talk_late": _("A look whether a person has answered"),
    "automation.read": _("A message read by the language model"),
    "automation.tell": _("News to another program"),
    "channels.ask_survey": _("A client asked for a mark"),
    "channels.fetch": _("A file a client sent"),
    "channels.fetch_mail": _("New letters of a mailbox"),
    "channels.hear": _("What a client wrote"),
    "channels.hook": _("Telling a messenger where to call"),
    "channels.look": _("What became of messages"),
    "channels.look_for_letter": _("Looking for a letter in doubt"),
    "channels.poll": _("New messages of a way"),
    "channels.read_enquiry": _("An enquiry read"),
    "channels.read_letter": _("A letter read"),
    "channels.weigh_opening": _("Whether a person opened a letter"),
    "channels.send": _("A message to a client"),
    "channels.sync_calendar": _("A calendar elsewhere read and written"),
    "control.climb": _("Reminders of assignments and what is overdue"),
    "control.look": _("A look at a department's figures"),
    "control.rebalance": _("Deals handed over to even the load"),
    "control.raise_incident": _("A look whether somebody has taken an incident"),
    "core.carry_files": _("Files carried to the store"),
    "core.make_archive": _("An archive of the company"),
    "core.preview": _("A small picture of a file"),
    "core.sweep_files": _("Orphaned files swept"),
    "core.reconcile": _("A question about a doubt"),
    "crm.erase_person": _("An erasure of a person"),
    "crm.lay_certain": _("Payments laid to debts"),
    "crm.forget_overdue": _("Overdue data forgotten"),
    "crm.render_paper": _("A paper's file"),
    "crm.run_import": _("An import"),
    "crm.undo_import": _("An import taken back"),
    "organisation.build_owner_letter": _("A letter to the owner built"),
    "organisation.send_owner_letter": _("A letter to the owner"),
    "analysis.send_need": _("A need of clients to who makes the product"),
    "planning.send_demand": _("A request to another function"),
    "planning.look": _("A look whether a plan still stands"),
    "planning.play": _("What a month may bring, played"),
    "people.invite": _("A letter to a colleague"),
    "people.tell": _("A message to a colleague"),
    "people.hear_bot": _("What the bot has heard"),
}


def declare() -> None:
    """Give the words to the screen."""
    TITLES.update(WORDS)
