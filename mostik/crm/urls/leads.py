"""Addresses of leads. A lead's card is a deal's: it is one chance to sell from the first touch on."""

from mostik.crm.pages import leads
from mostik.crm.urls.deals import ASKS, EDITS, GIVES, POST, SEES
from mostik.crm.urls.pipelines import EDITS as SETS
from mostik.web.routes import route

urlpatterns = [
    route("leads/", leads.board, name="lead_board", policy=SEES),
    route("leads/list/", leads.lead_list, name="lead_list", policy=SEES),
    route("leads/hand-over/", leads.hand_over_many, name="leads_hand_over", policy=GIVES, methods=ASKS),
    route("leads/reject/", leads.reject_many, name="leads_reject", policy=EDITS, methods=ASKS),
    route("leads/apart/", leads.apart, name="leads_apart", policy=SETS, methods=POST),
    route("leads/join/", leads.joined, name="leads_join", policy=SETS, methods=ASKS),
]
