"""Addresses of surveys: the list, what is asked and when, cards of deals and clients, the client's own page."""

from mostik.channels.pages import surveys
from mostik.web.routes import Policy, route

SEE, SET = Policy.needs("crm.see_deals"), Policy.needs("channels.edit_gate")
OF_DEAL = Policy.needs("crm.see_deals", row="crm.deal")
OF_COMPANY = Policy.needs("crm.see_deals", row="crm.company")
ASKS = Policy.needs("channels.write_letters", row="crm.deal")
BOTH = ("GET", "POST")

urlpatterns = [
    route("surveys/", surveys.survey_list, name="surveys", policy=SEE),
    route("surveys/settings/", surveys.survey_settings, name="survey_settings", policy=SET, methods=BOTH),
    route("surveys/of-deal/<int:deal_id>/", surveys.surveys_of_deal, name="surveys_of_deal", policy=OF_DEAL),
    route("surveys/of-deal/<int:deal_id>/ask/", surveys.survey_ask, name="survey_ask", policy=ASKS, methods=BOTH),
    route(
        "surveys/of-client/<int:company_id>/", surveys.surveys_of_company, name="surveys_of_company", policy=OF_COMPANY
    ),
    route("mark/<str:token>/", surveys.survey_answer, name="survey_answer", policy=Policy.public(), methods=BOTH),
]
