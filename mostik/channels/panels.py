"""What the room shows on the cards of deals and clients."""

from django.urls import reverse

from mostik.web.panels import Panel, declare

declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:letters_about", args=[number])))
declare(Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:touches", args=[number])))
declare(
    Panel(
        "automation.dialogue",
        "automation.see_robots",
        lambda number: reverse("channels:dialogue_places", args=[number]),
    ),
    Panel("crm.deal", "crm.see_deals", lambda number: reverse("channels:talks_about_deal", args=[number])),
    Panel("crm.company", "crm.see_deals", lambda number: reverse("channels:talks_about_company", args=[number])),
)
