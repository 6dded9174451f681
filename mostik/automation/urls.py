"""The room's addresses."""

from mostik.automation.pages import webhooks as pages
from mostik.web.routes import Policy, route

app_name = "automation"

RIGHT = "automation.edit_webhooks"
ALL = Policy.needs(RIGHT)
ONE = Policy.needs(RIGHT, row="automation.webhook")
GONE = Policy.needs(RIGHT, row="automation.webhook_removed")
MESSAGE = Policy.needs(RIGHT, row="automation.message")
BOTH, POST = ("GET", "POST"), ("POST",)
HOOK = "webhooks/<int:webhook_id>"
SAID = f"{HOOK}/messages/<int:message_id>"

urlpatterns = [
    route("webhooks/", pages.list_webhooks, name="webhooks", policy=ALL),
    route("webhooks/add/", pages.webhook_add, name="webhook_add", policy=ALL, methods=BOTH),
    route(f"{HOOK}/", pages.show_webhook, name="webhook", policy=ONE),
    route(f"{HOOK}/edit/", pages.webhook_edit, name="webhook_edit", policy=ONE, methods=BOTH),
    route(f"{HOOK}/pause/", pages.webhook_pause, name="webhook_pause", policy=ONE, methods=POST),
    route(f"{HOOK}/resume/", pages.webhook_resume, name="webhook_resume", policy=ONE, methods=POST),
    route(f"{HOOK}/secret/", pages.webhook_rotate, name="webhook_rotate", policy=ONE, methods=POST),
    route(f"{HOOK}/resend/", pages.dead_resend, name="dead_resend", policy=ONE, methods=POST),
    route(f"{HOOK}/remove/", pages.webhook_remove, name="webhook_remove", policy=ONE, methods=POST),
    route(f"{HOOK}/restore/", pages.webhook_restore, name="webhook_restore", policy=GONE, methods=POST),
    route(f"{SAID}/", pages.show_message, name="message", policy=MESSAGE),
    route(f"{SAID}/resend/", pages.message_resend, name="message_resend", policy=MESSAGE, methods=POST),
]
