"""What the room shows on the card of a deal, its chance and why, what its client asks for; what it hangs on walls."""

from django.urls import reverse

from mostik.analysis.pages import wall_faces
from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("analysis:deal_score", args=[number])))
declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("analysis:needs_of_deal", args=[number])))

wall_faces.declare()
