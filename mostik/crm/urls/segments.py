"""Addresses of segments and campaigns."""

from mostik.crm.pages import segments
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
ONE = Policy.needs("crm.see_deals", row="crm.segment")
ANY = Policy.needs("crm.edit_segments")
EDITS = Policy.needs("crm.edit_segments", row="crm.segment")
GONE = Policy.needs("crm.edit_segments", row="crm.segment_removed")
CAMPAIGN = Policy.needs("crm.edit_segments", row="crm.campaign")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("segments/", segments.segment_list, name="segments", policy=SEES),
    route("segments/add/", segments.edit, name="segment_add", policy=ANY, methods=ASKS),
    route("segments/rule/", segments.rule, name="segment_rule", policy=ANY),
    route("segments/count/", segments.count, name="segment_count", policy=ANY, methods=ASKS),
    route("segments/<int:segment_id>/", segments.segment, name="segment", policy=ONE),
    route("segments/<int:segment_id>/edit/", segments.edit, name="segment_edit", policy=EDITS, methods=ASKS),
    route("segments/<int:segment_id>/remove/", segments.remove, name="segment_remove", policy=EDITS, methods=POST),
    route("segments/<int:segment_id>/restore/", segments.restore, name="segment_restore", policy=GONE, methods=POST),
    route("segments/<int:segment_id>/calls/", segments.call, name="segment_calls", policy=EDITS, methods=ASKS),
    route(
        "segments/<int:segment_id>/calls/drop/", segments.drop_calls, name="segment_drop", policy=EDITS, methods=POST
    ),
    route("campaigns/", segments.campaign_list, name="campaigns", policy=ANY),
    route("campaigns/add/", segments.campaign_add, name="campaign_add", policy=ANY, methods=ASKS),
    route(
        "campaigns/<int:campaign_id>/remove/",
        segments.campaign_remove,
        name="campaign_remove",
        policy=CAMPAIGN,
        methods=POST,
    ),
]
