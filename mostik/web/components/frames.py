"""What frames a page: header, breadcrumb, tabs, segmented control, toolbar, the month."""

from mostik.web.components.registry import component, required

component("page-header", props={"title": required, "note": "", "crumbs": ()}, slots=("actions", "note", "badge"))
component("breadcrumb", props={"items": required})
component("tabs", props={"items": required, "label": ""})
component("segmented", props={"items": required, "label": required, "target": ""})
component("toolbar", props={"label": ""}, slots=("body", "end"))
component("month", props={"weeks": required, "title": "", "before": "", "after": "", "weekdays": ()})
