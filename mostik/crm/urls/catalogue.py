"""Addresses of the catalogue. A product, list or benefit is named in the question, not in the path."""

from mostik.crm.pages import catalogue, price_lists
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
EDITS = Policy.needs("crm.edit_catalogue")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("products/", catalogue.products, name="products", policy=SEES),
    route("products/add/", catalogue.product_add, name="product_add", policy=EDITS, methods=ASKS),
    route("products/edit/", catalogue.product_edit, name="product_edit", policy=EDITS, methods=ASKS),
    route("products/cost/", catalogue.product_cost, name="product_cost", policy=EDITS, methods=ASKS),
    route("products/groups/add/", catalogue.group_add, name="group_add", policy=EDITS, methods=ASKS),
    route("products/groups/edit/", catalogue.group_edit, name="group_edit", policy=EDITS, methods=ASKS),
    route("products/groups/archive/", catalogue.group_archive, name="group_archive", policy=EDITS, methods=POST),
    route("products/lists/", price_lists.price_lists, name="price_lists", policy=SEES),
    route("products/lists/add/", price_lists.list_add, name="price_list_add", policy=EDITS, methods=ASKS),
    route("products/lists/edit/", price_lists.list_edit, name="price_list_edit", policy=EDITS, methods=ASKS),
    route("products/lists/copy/", price_lists.list_copy, name="price_list_copy", policy=EDITS, methods=ASKS),
    route("products/lists/archive/", price_lists.list_archive, name="price_list_archive", policy=EDITS, methods=POST),
    route("products/lists/restore/", price_lists.list_restore, name="price_list_restore", policy=EDITS, methods=POST),
    route("products/lists/load/", price_lists.list_load, name="price_list_load", policy=EDITS, methods=POST),
    route("products/lists/price/", price_lists.price_edit, name="price_edit", policy=EDITS, methods=ASKS),
    route("products/lists/one/", price_lists.price_list, name="price_list", policy=SEES),
    route("products/benefits/", price_lists.benefits, name="benefits", policy=SEES),
    route("products/benefits/add/", price_lists.benefit_add, name="benefit_add", policy=EDITS, methods=ASKS),
    route("products/benefits/edit/", price_lists.benefit_edit, name="benefit_edit", policy=EDITS, methods=ASKS),
    route(
        "products/benefits/archive/", price_lists.benefit_archive, name="benefit_archive", policy=EDITS, methods=POST
    ),
    route(
        "products/benefits/restore/", price_lists.benefit_restore, name="benefit_restore", policy=EDITS, methods=POST
    ),
]
