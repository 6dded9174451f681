"""Addresses of what a deal sells."""

from mostik.crm.pages import items
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
SEES_ONE = Policy.needs("crm.see_deals", row="crm.deal")
EDITS_ONE = Policy.needs("crm.edit_deal", row="crm.deal")
POST = ("POST",)

urlpatterns = [
    route("products/names/", items.names, name="product_names", policy=SEES),
    route("deals/<int:deal_id>/items/", items.items, name="deal_items", policy=SEES_ONE),
    route("deals/<int:deal_id>/items/save/", items.save, name="deal_items_save", policy=EDITS_ONE, methods=POST),
    route("deals/<int:deal_id>/items/count/", items.count, name="deal_items_count", policy=EDITS_ONE, methods=POST),
]
