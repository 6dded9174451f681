"""Rights of the frame's own screens."""

from django.utils.translation import gettext_lazy as _

from mostik.core import rights

rights.declare(
    "core",
    edit_company=_("Change the company's settings"),
    export_company=_("Export and restore the whole company"),
    mend_effects=_("See unfinished work and decide about it"),
    see_data_map=_("See what personal data are kept and why"),
)
