"""How a robot's conditions on deals are edited: as those of a segment."""

from mostik.automation.catalog.robots import Editor, declare
from mostik.crm.forms.segments import told
from mostik.crm.queries.audiences import editor

declare(Editor("deal", "crm/segments/_conditions.html", lambda said, viewer: editor("deal", said, viewer=viewer), told))
