"""Addresses of tracking: the report, what it rests on, the open door of our sites."""

from mostik.channels.pages import tracking, tracking_setup, visits
from mostik.web.routes import Policy, route

SEE = Policy.needs("channels.see_tracking")
EDIT = Policy.needs("channels.edit_tracking")
BOTH, POST = ("GET", "POST"), ("POST",)
SITE, NUMBER = "tracking/sites/<int:site_id>", "tracking/numbers/<int:number_id>"

urlpatterns = [
    route("t/visit/", visits.note, name="visit", policy=Policy.public(outside=True), methods=POST),
    route("tracking/", tracking.roi, name="roi", policy=SEE),
    route("tracking/visits/", tracking.visit_list, name="visits", policy=SEE),
    route("tracking/deals/", tracking.roi_deals, name="roi_deals", policy=SEE),
    route(
        "tracking/touches/<int:deal_id>/",
        tracking.touches,
        name="touches",
        policy=Policy.needs("crm.see_deals", row="crm.deal"),
    ),
    route("tracking/sites/", tracking_setup.site_list, name="sites", policy=SEE),
    route("tracking/sites/add/", tracking_setup.site_add, name="site_add", policy=EDIT, methods=BOTH),
    route(f"{SITE}/edit/", tracking_setup.site_edit, name="site_edit", policy=EDIT, methods=BOTH),
    route(f"{SITE}/remove/", tracking_setup.site_remove, name="site_remove", policy=EDIT, methods=POST),
    route(f"{SITE}/restore/", tracking_setup.site_restore, name="site_restore", policy=EDIT, methods=POST),
    route("tracking/numbers/", tracking_setup.number_list, name="numbers", policy=SEE),
    route("tracking/numbers/add/", tracking_setup.number_add, name="number_add", policy=EDIT, methods=BOTH),
    route(f"{NUMBER}/edit/", tracking_setup.number_edit, name="number_edit", policy=EDIT, methods=BOTH),
    route(f"{NUMBER}/remove/", tracking_setup.number_remove, name="number_remove", policy=EDIT, methods=POST),
    route(f"{NUMBER}/restore/", tracking_setup.number_restore, name="number_restore", policy=EDIT, methods=POST),
    route("tracking/spend/", tracking_setup.spend_list, name="spend", policy=SEE),
    route("tracking/spend/add/", tracking_setup.spend_add, name="spend_add", policy=EDIT, methods=BOTH),
    route("tracking/spend/load/", tracking_setup.spend_load, name="spend_load", policy=EDIT, methods=POST),
    route("tracking/spend/remove/", tracking_setup.spend_remove, name="spend_remove", policy=EDIT, methods=POST),
    route("tracking/spend/restore/", tracking_setup.spend_restore, name="spend_restore", policy=EDIT, methods=POST),
]
