"""What the room shows on the card of a deal."""

from django.urls import reverse

from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("kit:materials_about", args=[number])))
