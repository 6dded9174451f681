"""What the room shows on the cards of records: what robots did about them."""

from django.urls import reverse

from mostik.web.panels import Panel, declare

declare(
    Panel("crm.deal", "automation.see_robots", lambda number: reverse("automation:runs_about", args=["deal", number]))
)
