"""Rights of the room."""

from django.utils.translation import gettext_lazy as _

from mostik.core import rights

rights.declare(
    "control",
    see_bridge=_("See the bridge"),
    take_action=_("Record actions on slipping figures"),
    close_action=_("Close one's own actions"),
)
