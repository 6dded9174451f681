"""What the room shows on the cards of deals and clients, and above every screen while robots are stopped."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.queries.gate import halted
from mostik.core.actors import Actor
from mostik.web import alarms
from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:letters_about", args=[number])))
declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:touches", args=[number])))
declare(
    Panel(
        "automation.dialogue",
        "automation.see_robots",
        lambda number: reverse("channels:dialogue_places", args=[number]),
    ),
    Panel("automation.robot", "automation.see_robots", lambda _number: reverse("channels:gate_beside")),
    Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:talks_about_deal", args=[number])),
    Panel("crm.company", "crm.see_deals", lambda number: reverse("channels:talks_about_company", args=[number])),
    Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:surveys_of_deal", args=[number])),
    Panel("crm.company", "crm.see_deals", lambda number: reverse("channels:surveys_of_company", args=[number])),
)


def _robots_are_stopped(viewer: Actor) -> alarms.Alarm | None:
    if not halted(viewer=viewer):
        return None
    mine = viewer.may("channels.edit_gate")
    return alarms.Alarm(
        _("Robots send nothing to clients: everything they write waits."),
        reverse("channels:gate") if mine else "",
        _("Let robots send again") if mine else "",
    )


alarms.declare(_robots_are_stopped)
