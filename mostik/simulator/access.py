"""Who may play the virtual department."""

from django.utils.translation import gettext_lazy as _

from mostik.core import rights

rights.declare("simulator", play=_("Play the virtual department and compare what came of it"))
