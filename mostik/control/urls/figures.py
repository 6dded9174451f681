"""Addresses of order, actions and figures that lag; of incidents and measures."""

from mostik.control.pages import actions, cases, incidents, order
from mostik.web.routes import Policy, route

TAKE = Policy.needs("control.take_action")
ONE = Policy.needs("control.close_action", row="control.action")

ANSWER = Policy.needs("control.answer_cases")
ONE_CASE = Policy.needs("control.answer_cases", row="control.case")
MEND_CASE = Policy.needs("control.take_action", row="control.case")

ORDER = Policy.needs("crm.see_deals")
NORMS = Policy.needs("control.set_norms")
ASKS = ("GET", "POST")

REPORT = Policy.needs("control.report_incident")
INCIDENT = Policy.needs("control.report_incident", row="control.incident")
MEASURE = Policy.needs("control.report_incident", row="control.measure")

urlpatterns = [
    route("order/", order.order_of_people, name="order", policy=ORDER),
    route("order/norms/", order.order_norms, name="order_norms", policy=NORMS, methods=ASKS),
    route("", actions.action_list, name="actions", policy=Policy.needs("control.close_action")),
    route("cases/", cases.case_list, name="cases", policy=ANSWER),
    route("cases/mine/", cases.my_cases, name="my_cases", policy=ANSWER),
    route("cases/end/", cases.cases_end, name="cases_end", policy=TAKE, methods=ASKS),
    route("cases/<int:deviation_id>/", cases.case, name="case", policy=ONE_CASE),
    route("cases/<int:deviation_id>/cause/", cases.case_cause, name="case_cause", policy=ONE_CASE, methods=ASKS),
    route("cases/<int:deviation_id>/end/", cases.case_end, name="case_end", policy=MEND_CASE, methods=ASKS),
    route(
        "cases/<int:deviation_id>/resume/", cases.case_resume, name="case_resume", policy=MEND_CASE, methods=("POST",)
    ),
    route("incidents/", incidents.incident_list, name="incidents", policy=REPORT),
    route("incidents/report/", incidents.incident_report, name="incident_report", policy=REPORT, methods=ASKS),
    route("incidents/<int:incident_id>/", incidents.incident, name="incident", policy=INCIDENT),
    route(
        "incidents/<int:incident_id>/take/",
        incidents.incident_take,
        name="incident_take",
        policy=INCIDENT,
        methods=("POST",),
    ),
    route(
        "incidents/<int:incident_id>/give/",
        incidents.incident_give,
        name="incident_give",
        policy=INCIDENT,
        methods=ASKS,
    ),
    route(
        "incidents/<int:incident_id>/measure/",
        incidents.measure_add,
        name="measure_add",
        policy=INCIDENT,
        methods=ASKS,
    ),
    route(
        "incidents/<int:incident_id>/close/",
        incidents.incident_close,
        name="incident_close",
        policy=INCIDENT,
        methods=ASKS,
    ),
    route(
        "incidents/<int:incident_id>/reopen/",
        incidents.incident_reopen,
        name="incident_reopen",
        policy=INCIDENT,
        methods=ASKS,
    ),
    route("measures/<int:measure_id>/end/", incidents.measure_end, name="measure_end", policy=MEASURE, methods=ASKS),
    route("actions/add/", actions.action_add, name="action_add", policy=TAKE, methods=("GET", "POST")),
    route("actions/<int:action_id>/end/", actions.action_end, name="action_end", policy=ONE, methods=("GET", "POST")),
    route(
        "actions/<int:action_id>/resume/", actions.action_resume, name="action_resume", policy=ONE, methods=("POST",)
    ),
]
