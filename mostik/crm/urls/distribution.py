"""Addresses of leads that wait, of the pool, and of how leads are given out."""

from mostik.crm.pages import answering
from mostik.crm.urls.deals import ASKS, SEES
from mostik.web.routes import Policy, route

TAKES, RULES = Policy.needs("crm.take_from_pool"), Policy.needs("crm.edit_lead_rules")
POST = ("POST",)

urlpatterns = [
    route("leads/waiting/", answering.waiting, name="leads_waiting", policy=SEES),
    route("leads/pool/", answering.pool, name="lead_pool", policy=TAKES),
    route("leads/pool/<int:turn_id>/take/", answering.pick, name="lead_pick", policy=TAKES, methods=POST),
    route(
        "deals/<int:deal_id>/why/", answering.why, name="lead_why", policy=Policy.needs("crm.see_deals", row="crm.deal")
    ),
    route("leads/rules/", answering.rule_list, name="lead_rules", policy=RULES),
    route("leads/rules/add/", answering.rule_add, name="lead_rule_add", policy=RULES, methods=ASKS),
    route("leads/rules/<int:rule_id>/", answering.rule_edit, name="lead_rule", policy=RULES, methods=ASKS),
    route(
        "leads/rules/<int:rule_id>/archive/",
        answering.rule_archive,
        name="lead_rule_archive",
        policy=RULES,
        methods=POST,
    ),
    route(
        "leads/rules/<int:rule_id>/restore/",
        answering.rule_restore,
        name="lead_rule_restore",
        policy=RULES,
        methods=POST,
    ),
]
