"""Lists: the table every list uses, the plain table, pager, filters, saved views, bulk bar."""

from mostik.web.components.registry import component, required

component("table", props={"page": required, "title": "", "views_url": ""}, slots=("actions", "empty"))
component("filter-bar", props={"page": required}, slots=("actions",))
component("saved-views", props={"views": required, "save_url": "", "query": ""})
component("bulk-bar", props={"page": required})
component("pager", props={"before": "", "after": "", "count": "", "target": ""})
component(
    "plain-table",
    props={"columns": (), "rows": (), "caption": "", "caption_shown": False, "cards": False, "total": (), "pinned": ""},
    slots=("head", "body", "foot"),
)
