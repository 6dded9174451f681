"""What is seen: the menu by the head's functions, in the order they think."""

from django.utils.translation import gettext_lazy as _

from mostik.crm.queries.registers import menu_lines
from mostik.web import menu
from mostik.web.menu import MenuGroup, MenuItem

OF_CLIENTS = (
    "crm:contact_list",
    "crm:segments",
    "crm:campaigns",
    "crm:consents",
    "crm:person_requests",
    "crm:terms",
    "crm:pairs",
)
APART = ("people:profile", "people:visits", "people:notices")
MENU = [
    MenuGroup(
        _("Today"),
        [
            MenuItem(_("Bridge"), "home:bridge", "bridge", "control.see_bridge"),
            MenuItem(
                _("Standup"),
                "organisation:standup",
                "people",
                "organisation.hold_standups",
                also=("organisation:standups",),
            ),
            MenuItem(_("My rhythm"), "control:rhythm", "tasks", "control.keep_rhythm"),
            MenuItem(_("My day"), "home:my_day", "day", "crm.do_activity", also=("crm:queue", "people:day_outline")),
            MenuItem(
                _("Decisions"),
                "people:approvals",
                "check-circle",
                "people.ask_approval",
                "people:approvals_badge",
                also=("people:limits",),
            ),
        ],
    ),
    MenuGroup(
        _("Sales"),
        [
            MenuItem(
                _("Leads"), "crm:lead_board", "spark", "crm.see_deals", also=("crm:leads_waiting", "crm:lead_pool")
            ),
            MenuItem(_("Board"), "crm:deal_board", "board", "crm.see_deals"),
            MenuItem(_("Deals"), "crm:deal_list", "deals", "crm.see_deals"),
            MenuItem(_("Clients"), "crm:company_list", "clients", "crm.see_deals", also=OF_CLIENTS),
            MenuItem(_("Documents"), "crm:document_list", "file", "crm.see_deals"),
            MenuItem(_("Debts"), "crm:receivables", "money", "crm.see_deals", also=("crm:bank_lines",)),
            MenuItem(_("Products"), "crm:products", "layers", "crm.see_deals"),
            MenuItem(_("Talks"), "channels:talks", "chat", "crm.see_deals", also=("channels:ways",)),
            MenuItem(
                _("Letters"),
                "channels:letters",
                "mail",
                "crm.see_deals",
                also=("channels:bad_addresses", "channels:letters_aside"),
            ),
            MenuItem(_("Library"), "kit:materials", "book", "crm.see_deals"),
            MenuItem(_("Activities"), "crm:activity_list", "tasks", "crm.see_deals"),
            MenuItem(_("Meetings"), "channels:bookings", "calendar", "crm.see_deals"),
        ],
    ),
    MenuGroup(_("Registers"), [], menu_lines),
    MenuGroup(
        _("Analysis"),
        [
            MenuItem(_("Reports"), "analysis:reports", "list", "analysis.see_metrics"),
            MenuItem(_("Walls"), "analysis:walls", "board", "analysis.see_metrics"),
            MenuItem(_("Sales metrics"), "analysis:sales", "metrics", "analysis.see_metrics"),
            MenuItem(_("Metrics"), "analysis:metrics", "metrics", "analysis.see_metrics"),
            MenuItem(_("Funnel"), "analysis:funnel", "funnel", "analysis.see_metrics"),
            MenuItem(
                _("Lead quality"),
                "analysis:lead_quality",
                "filter",
                "analysis.see_metrics",
                also=("analysis:quality_letters",),
            ),
            MenuItem(_("Stuck deals"), "crm:stuck", "clock", "crm.see_deals"),
            MenuItem(_("Who buys"), "analysis:buyers", "clients", "analysis.see_metrics"),
            MenuItem(_("Money of the department"), "analysis:profit", "money", "analysis.see_profit"),
            MenuItem(_("Needs of clients"), "analysis:needs", "chat", "analysis.see_metrics"),
            MenuItem(_("Why deals are lost"), "analysis:losses", "gap", "analysis.see_metrics"),
            MenuItem(_("Refusals"), "channels:refusals", "help", "crm.see_deals", also=("channels:refusal_words",)),
            MenuItem(_("Marks of clients"), "channels:surveys", "star", "crm.see_deals"),
            MenuItem(_("Forecast"), "analysis:forecast", "chart", "analysis.see_metrics"),
            MenuItem(_("Score of deals"), "analysis:score", "target", "analysis.see_metrics"),
            MenuItem(_("Robot share"), "analysis:robot_share", "robot", "analysis.see_metrics"),
            MenuItem(_("Gap"), "analysis:gap", "gap", "analysis.see_metrics"),
            MenuItem(
                _("Letters to the owner"), "organisation:owner_letters", "mail", "organisation.read_owner_letters"
            ),
            MenuItem(
                _("From click to money"),
                "channels:roi",
                "money",
                "channels.see_tracking",
                also=("channels:spend", "channels:visits", "channels:sites", "channels:numbers"),
            ),
        ],
    ),
    MenuGroup(
        _("Planning"),
        [
            MenuItem(_("Plan"), "planning:plan", "plan", "planning.see_plans", also=("planning:plan_file_new",)),
            MenuItem(_("Year"), "planning:year", "calendar", "planning.make_plan", also=("planning:year_change",)),
            MenuItem(_("Scenarios"), "planning:scenarios", "chart", "planning.make_plan"),
            MenuItem(_("My word on the month"), "planning:commit", "chat", "planning.agree_plan"),
            MenuItem(_("Schedule of the department"), "planning:schedule", "calendar", also=("planning:events",)),
            MenuItem(_("Requests to others"), "planning:demands", "mail", "planning.answer_demands"),
            MenuItem(_("Capacity"), "planning:capacity", "capacity", "planning.make_plan"),
        ],
    ),
    MenuGroup(
        _("Control"),
        [
            MenuItem(_("Assignments"), "control:assignments", "check-circle", "control.answer_assignment"),
            MenuItem(_("Processes"), "control:processes", "refresh", "control.see_processes"),
            MenuItem(_("Deviations"), "control:cases", "alert", "control.answer_cases"),
            MenuItem(_("Workload"), "control:workload", "capacity", "crm.hand_over_deal"),
            MenuItem(_("Incidents"), "control:incidents", "flag", "control.report_incident"),
            MenuItem(_("Order in the CRM"), "control:order", "check", "crm.see_deals"),
            MenuItem(_("Actions"), "control:actions", "actions", "control.close_action"),
        ],
    ),
    MenuGroup(
        _("Organisation"),
        [
            MenuItem(_("Structure"), "people:structure", "structure", "people.see_structure"),
            MenuItem(_("Calendar"), "people:calendar", "calendar", "people.see_structure"),
            MenuItem(_("Roles"), "people:roles", "roles", "people.edit_roles"),
            MenuItem(_("Who saw what"), "people:reads", "eye", "people.see_reads"),
            MenuItem(_("Data map"), "core:data_map", "list", "core.see_data_map"),
        ],
    ),
    MenuGroup(
        _("Setup"),
        [
            MenuItem(_("Pipelines"), "crm:pipelines", "pipelines", "crm.edit_pipelines"),
            MenuItem(_("Sources of leads"), "channels:sources", "spark", "channels.edit_sources"),
            MenuItem(_("How leads are given out"), "crm:lead_rules", "layers", "crm.edit_lead_rules"),
            MenuItem(_("Own fields"), "crm:fields", "list", "crm.edit_fields"),
            MenuItem(_("Own registers"), "crm:registers", "book", "crm.edit_fields"),
            MenuItem(
                _("Document templates"),
                "crm:document_setup",
                "templates",
                "crm.edit_templates",
                also=("crm:document_fields",),
            ),
            MenuItem(_("Letter templates"), "crm:letters", "mail", "crm.edit_templates"),
            MenuItem(_("Chats on sites"), "channels:chats", "chat", "channels.connect_ways"),
            MenuItem(_("Import"), "crm:imports", "import", "crm.import_records"),
            MenuItem(_("Tokens for programs"), "people:tokens", "robot", "people.make_tokens"),
            MenuItem(_("Robots"), "automation:robots", "robot", "automation.see_robots"),
            MenuItem(_("Sequences"), "automation:sequences", "layers", "automation.see_robots"),
            MenuItem(_("Text robots"), "automation:dialogues", "mail", "automation.see_robots"),
            MenuItem(_("Language model"), "automation:reader", "spark", "automation.connect_reader"),
            MenuItem(
                _("When robots may write"), "channels:gate", "clock", "channels.edit_gate", also=("channels:stops",)
            ),
            MenuItem(_("Virtual department"), "simulator:plays", "spark", "simulator.play"),
            MenuItem(_("Webhooks"), "automation:webhooks", "link", "automation.edit_webhooks"),
            MenuItem(_("Mail and Telegram"), "people:notices_setup", "mail", "core.edit_company"),
            MenuItem(_("Promised work"), "core:effects", "clock", "core.mend_effects"),
            MenuItem(_("Whole company"), "core:company", "download", "core.export_company"),
        ],
    ),
]


def declare() -> None:
    """Give the menu to the shell."""
    menu.declare(MENU, APART)
