"""What the room shows on the card of a deal: its chance and why."""

from django.urls import reverse

from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("analysis:deal_score", args=[number])))
