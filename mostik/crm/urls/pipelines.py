"""Addresses of the pipelines editor. A stage, pipeline or record is named in the question, not in the path."""

from mostik.crm.pages import hygiene, pipelines
from mostik.web.routes import Policy, route

EDITS = Policy.needs("crm.edit_pipelines")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("pipelines/", pipelines.editor, name="pipelines", policy=EDITS),
    route("pipelines/add/", pipelines.add, name="pipeline_add", policy=EDITS, methods=ASKS),
    route("pipelines/edit/", pipelines.edit, name="pipeline_edit", policy=EDITS, methods=ASKS),
    route("pipelines/archive/", pipelines.archive, name="pipeline_archive", policy=EDITS, methods=POST),
    route("pipelines/restore/", pipelines.restore, name="pipeline_restore", policy=EDITS, methods=POST),
    route("pipelines/stages/add/", pipelines.add_stage, name="stage_add", policy=EDITS, methods=ASKS),
    route("pipelines/stages/edit/", pipelines.edit_stage, name="stage_edit", policy=EDITS, methods=ASKS),
    route("pipelines/stages/order/", pipelines.order_stage, name="stage_order", policy=EDITS, methods=POST),
    route("pipelines/stages/remove/", pipelines.remove_stage, name="stage_remove", policy=EDITS, methods=ASKS),
    route("pipelines/hygiene/", hygiene.review, name="hygiene", policy=EDITS),
    route("pipelines/hygiene/out/", hygiene.take_out, name="hygiene_take_out", policy=EDITS, methods=ASKS),
    route("pipelines/stages/restore/", pipelines.restore_stage, name="stage_restore", policy=EDITS, methods=POST),
    route("pipelines/books/add/", pipelines.add_record, name="book_add", policy=EDITS, methods=ASKS),
    route("pipelines/books/edit/", pipelines.edit_record, name="book_edit", policy=EDITS, methods=ASKS),
]
