"""Addresses of leads that wait, of the pool, and of how leads are given out."""

from mostik.crm.pages import answering, distribution
from mostik.crm.urls.deals import ASKS, EDITS, GIVES, SEES
from mostik.web.routes import Policy, route

TAKES, RULES = Policy.needs("crm.take_from_pool"), Policy.needs("crm.edit_lead_rules")
WHY = Policy.needs("crm.see_deals", row="crm.deal")
POST = ("POST",)
RULE = "leads/rules/<int:rule_id>"

urlpatterns = [
    route("leads/waiting/", answering.waiting_list, name="leads_waiting", policy=SEES),
    route("leads/waiting/give/", answering.give_many, name="turns_give", policy=GIVES, methods=ASKS),
    route("leads/waiting/by-rules/", answering.by_rules_many, name="turns_by_rules", policy=GIVES, methods=POST),
    route("leads/waiting/reject/", answering.reject_many, name="turns_reject", policy=EDITS, methods=ASKS),
    route("leads/given/", answering.given, name="leads_given", policy=SEES),
    route("leads/pool/", answering.pool, name="lead_pool", policy=TAKES),
    route("leads/pool/take/", answering.take_many, name="turns_take", policy=TAKES, methods=POST),
    route("leads/pool/<int:turn_id>/take/", answering.pick, name="lead_pick", policy=TAKES, methods=ASKS),
    route("deals/<int:deal_id>/why/", answering.why, name="lead_why", policy=WHY),
    route("leads/rules/", distribution.rule_list, name="lead_rules", policy=RULES),
    route("leads/rules/add/", distribution.rule_add, name="lead_rule_add", policy=RULES, methods=ASKS),
    route(f"{RULE}/", distribution.rule_edit, name="lead_rule", policy=RULES, methods=ASKS),
    route(f"{RULE}/move/<slug:way>/", distribution.rule_move, name="lead_rule_move", policy=RULES, methods=POST),
    route(f"{RULE}/archive/", distribution.rule_archive, name="lead_rule_archive", policy=RULES, methods=POST),
    route(f"{RULE}/restore/", distribution.rule_restore, name="lead_rule_restore", policy=RULES, methods=POST),
]
