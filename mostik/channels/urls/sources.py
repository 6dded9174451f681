"""Addresses of sources of leads: public doors, and the screens of whoever minds them."""

from mostik.channels.pages import drops, enquiries, enquiry_doors, public_forms, sources
from mostik.web.routes import Policy, route

POST, BOTH = ("POST",), ("GET", "POST")
MINDS, OUTSIDE = Policy.needs("channels.edit_sources"), Policy.public(outside=True)
IT = "sources/<int:source_id>"
DROP = "sources/drops/<int:drop_id>"
ONE = "sources/enquiries/<int:enquiry_id>"

urlpatterns = [
    route("in/<str:door>/", enquiry_doors.hook, name="source_hook", policy=OUTSIDE, methods=POST),
    route("f/<str:door>/", public_forms.form, name="public_form", policy=OUTSIDE, methods=BOTH),
    route("f/<str:door>/form.js", public_forms.script, name="form_script", policy=OUTSIDE),
    route("sources/", sources.source_list, name="sources", policy=MINDS),
    route("sources/add/", sources.source_add, name="source_add", policy=MINDS, methods=BOTH),
    route("sources/pause/", sources.sources_pause, name="sources_pause", policy=MINDS, methods=POST),
    route("sources/resume/", sources.sources_resume, name="sources_resume", policy=MINDS, methods=POST),
    route("sources/enquiries/", enquiries.enquiry_list, name="enquiries", policy=MINDS),
    route("sources/enquiries/again/", enquiries.enquiries_again, name="enquiries_again", policy=MINDS, methods=POST),
    route("sources/enquiries/spam/", enquiries.enquiries_spam, name="enquiries_spam", policy=MINDS, methods=POST),
    route(f"{IT}/", sources.source, name="source", policy=MINDS),
    route(f"{IT}/edit/", sources.source_edit, name="source_edit", policy=MINDS, methods=BOTH),
    route(f"{IT}/form/", sources.builder, name="source_form", policy=MINDS, methods=BOTH),
    route(f"{IT}/fields/", sources.mapping, name="source_fields", policy=MINDS, methods=BOTH),
    route(f"{IT}/pause/", sources.source_pause, name="source_pause", policy=MINDS, methods=POST),
    route(f"{IT}/secret/", sources.source_secret, name="source_secret", policy=MINDS, methods=POST),
    route(f"{IT}/remove/", sources.source_remove, name="source_remove", policy=MINDS, methods=POST),
    route(f"{IT}/restore/", sources.source_restore, name="source_restore", policy=MINDS, methods=POST),
    route(f"{IT}/drop/", drops.drop_add, name="drop_add", policy=MINDS, methods=POST),
    route(f"{DROP}/", drops.drop, name="drop", policy=MINDS),
    route(f"{DROP}/progress/", drops.drop_progress, name="drop_progress", policy=MINDS),
    route(f"{DROP}/stop/", drops.drop_stop, name="drop_stop", policy=MINDS, methods=POST),
    route(f"{DROP}/go-on/", drops.drop_go_on, name="drop_go_on", policy=MINDS, methods=POST),
    route(f"{ONE}/", enquiries.enquiry, name="enquiry", policy=MINDS, methods=BOTH),
    route(f"{ONE}/spam/", enquiries.enquiry_spam, name="enquiry_spam", policy=MINDS, methods=POST),
]
