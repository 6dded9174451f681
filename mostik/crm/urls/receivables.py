"""Addresses of what is owed and of bank statements."""

from mostik.crm.pages import bank
from mostik.crm.pages import receivables as pages
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
SEES_DOCUMENT = Policy.needs("crm.see_deals", row="crm.document")
SEES_COMPANY = Policy.needs("crm.see_deals", row="crm.company")
DOES = Policy.needs("crm.do_activity")
PROMISES = Policy.needs("crm.do_activity", row="crm.document")
PROMISE = Policy.needs("crm.do_activity", row="crm.promise")
CREDIT = Policy.needs("crm.set_credit", row="crm.company")
RULES = Policy.needs("crm.set_credit")
LOADS = Policy.needs("crm.load_statements")
STATEMENT = Policy.needs("crm.load_statements", row="crm.statement")
DRAFT = Policy.needs("crm.load_statements", row="crm.statement_draft")
LINE = Policy.needs("crm.load_statements", row="crm.bank_line")
DECIDED = Policy.needs("crm.load_statements", row="crm.bank_line_left")
POST = ("POST",)
ASKS = ("GET", "POST")
R = "receivables/rules/<int:rule_id>/"
S = "bank/statements/<int:statement_id>/"
L = "bank/lines/<int:line_id>/"

urlpatterns = [
    route("receivables/", pages.receivables, name="receivables", policy=SEES),
    route("receivables/step/", pages.step_many, name="receivables_step", policy=DOES, methods=ASKS),
    route("documents/<int:document_id>/money/", pages.of_document, name="document_money", policy=SEES_DOCUMENT),
    route("documents/<int:document_id>/promise/", pages.promise, name="promise_add", policy=PROMISES, methods=ASKS),
    route("promises/<int:promise_id>/withdraw/", pages.withdraw, name="promise_withdraw", policy=PROMISE, methods=POST),
    route("clients/<int:company_id>/money/", pages.of_company, name="company_money", policy=SEES_COMPANY),
    route("clients/<int:company_id>/credit/", pages.set_credit, name="company_credit", policy=CREDIT, methods=ASKS),
    route("receivables/rules/", pages.rules, name="reminder_rules", policy=RULES),
    route("receivables/rules/add/", pages.rule_add, name="reminder_rule_add", policy=RULES, methods=ASKS),
    route(f"{R}edit/", pages.rule_edit, name="reminder_rule_edit", policy=RULES, methods=ASKS),
    route(f"{R}archive/", pages.rule_archive, name="reminder_rule_archive", policy=RULES, methods=POST),
    route(f"{R}restore/", pages.rule_restore, name="reminder_rule_restore", policy=RULES, methods=POST),
    route("bank/", bank.lines, name="bank_lines", policy=LOADS),
    route("bank/confirm/", bank.confirm_many, name="bank_confirm", policy=LOADS, methods=POST),
    route("bank/leave/", bank.leave_many, name="bank_leave", policy=LOADS, methods=POST),
    route("bank/statements/", bank.statement_list, name="statements", policy=LOADS),
    route("bank/load/", bank.load, name="statement_load", policy=LOADS, methods=POST),
    route(S, bank.statement, name="statement", policy=STATEMENT),
    route(f"{S}progress/", bank.progress, name="statement_progress", policy=STATEMENT),
    route(f"{S}apply/", bank.apply, name="statement_apply", policy=DRAFT, methods=POST),
    route(f"{S}drop/", bank.drop, name="statement_drop", policy=DRAFT, methods=POST),
    route(f"{S}undo/", bank.undo, name="statement_undo", policy=STATEMENT, methods=POST),
    route(L, bank.line, name="bank_line", policy=LINE, methods=ASKS),
    route(f"{L}leave/", bank.leave, name="bank_line_leave", policy=LINE, methods=POST),
    route(f"{L}return/", bank.give_back, name="bank_line_return", policy=LINE, methods=POST),
    route(f"{L}reopen/", bank.reopen, name="bank_line_reopen", policy=DECIDED, methods=POST),
]
