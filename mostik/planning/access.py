"""Rights of the room."""

from django.utils.translation import gettext_lazy as _

from mostik.core import rights

rights.declare(
    "planning",
    see_plans=_("See plans within one's reach"),
    make_plan=_("Make, split and change plans"),
    put_in_force=_("Put a plan in force"),
    agree_plan=_("Answer one's own part of a plan"),
)
