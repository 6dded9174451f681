"""Addresses of stuck deals and of what is mended in place."""

from mostik.crm.pages import in_place, stuck
from mostik.crm.urls.deals import ASKS, DOES, EDITS_ONE, GIVES, SEES
from mostik.web.routes import Policy, route

DOES_ONE = Policy.needs("crm.do_activity", row="crm.deal")

urlpatterns = [
    route("stuck/", stuck.stuck_list, name="stuck", policy=SEES),
    route("stuck/step/", stuck.step_many, name="stuck_step", policy=DOES, methods=ASKS),
    route("stuck/hand-over/", stuck.hand_over_many, name="stuck_hand_over", policy=GIVES, methods=ASKS),
    route("deals/<int:deal_id>/step/", in_place.step, name="deal_step", policy=DOES_ONE, methods=ASKS),
    route("deals/<int:deal_id>/fill/", in_place.fill, name="deal_fill", policy=EDITS_ONE, methods=ASKS),
]
