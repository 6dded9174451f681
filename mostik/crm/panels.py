"""What the room shows on the cards of its own records."""

from django.urls import reverse

from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("crm:lead_why", args=[number])))
