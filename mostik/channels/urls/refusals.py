"""Addresses of refusals: the trend and the list, one answer, phrases of reasons."""

from mostik.channels.pages import refusals
from mostik.web.routes import Policy, route

SEE = Policy.needs("crm.see_deals")
ONE = Policy.needs("channels.write_letters", row="channels.refusal")
BOOK = Policy.needs("crm.edit_pipelines")
BOTH = ("GET", "POST")

urlpatterns = [
    route("refusals/", refusals.refusal_list, name="refusals", policy=SEE),
    route("refusals/<int:refusal_id>/", refusals.refusal, name="refusal", policy=ONE, methods=BOTH),
    route("refusals/words/", refusals.word_list, name="refusal_words", policy=BOOK),
    route("refusals/words/<int:reason_id>/", refusals.words_edit, name="refusal_phrases", policy=BOOK, methods=BOTH),
]
