"""Rights of the room, and whose webhooks and robots a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.automation.models import Dialogue, DialogueTalk, Enrolment, Robot, Run, Webhook
from mostik.core import notifications, rights
from mostik.core.actors import Actor
from mostik.people.access import sees_all

rights.declare(
    "automation",
    edit_webhooks=_("Tell other programs of changes by webhooks"),
    see_robots=_("See robots and what they did"),
    edit_robots=_("Make robots and switch them on and off"),
    connect_reader=_("Connect a language model to text robots"),
)
notifications.declare("robots", _("Robots that need a hand"), urgent=True)
notifications.declare("dialogue", _("Clients a text robot hands over"), urgent=True)


def visible_webhooks(viewer: Actor) -> QuerySet[Webhook]:
    """Return one's own webhooks; all of them for whoever sees everything."""
    rows = Webhook.objects.all()
    return rows if sees_all(viewer) else rows.filter(owner_id=viewer.id or 0)


def visible_robots(viewer: Actor) -> QuerySet[Robot]:
    """Return every robot for whoever may see them: what works by itself is nobody's secret."""
    return Robot.objects.all() if viewer.may("automation.see_robots") else Robot.objects.none()


def visible_runs(viewer: Actor) -> QuerySet[Run]:
    """Return the runs of robots for whoever may see them; of which records they are is judged where they are shown."""
    return Run.objects.filter(robot__in=visible_robots(viewer))


def visible_enrolments(viewer: Actor) -> QuerySet[Enrolment]:
    """Return how robots began with what was there already, for whoever may see robots."""
    return Enrolment.objects.filter(robot__in=visible_robots(viewer))


def visible_dialogues(viewer: Actor) -> QuerySet[Dialogue]:
    """Return every text robot for whoever may see robots."""
    return Dialogue.objects.all() if viewer.may("automation.see_robots") else Dialogue.objects.none()


def visible_talks(viewer: Actor) -> QuerySet[DialogueTalk]:
    """Return the talks of text robots for whoever may see robots; their words are shown to whoever sees the client."""
    return DialogueTalk.objects.filter(dialogue__in=visible_dialogues(viewer))
