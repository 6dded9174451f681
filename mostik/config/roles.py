"""Who may do what: the roles a new company starts with, readable aloud. The owner edits them on screen later."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from mostik.core.actors import Reach


class Title(NamedTuple):
    """A role's name in both languages: it becomes data."""

    ru: str
    en: str


@dataclass(frozen=True)
class RoleSeed:
    """A role as a new company starts with it."""

    code: str
    title: Title
    description: str
    reach: Reach
    rights: frozenset[str]
    masked: frozenset[str] = frozenset()


SELLER = frozenset(
    {
        "people.see_structure",
        "people.ask_approval",
        "people.see_attendance",
        "crm.see_deals",
        "crm.see_registers",
        "crm.add_deal",
        "crm.edit_deal",
        "crm.edit_client",
        "crm.merge_clients",
        "crm.do_activity",
        "crm.record_payment",
        "crm.make_document",
        "channels.write_letters",
        "crm.take_from_pool",
        "analysis.see_metrics",
        "analysis.promise_month",
        "analysis.hear_needs",
        "planning.see_plans",
        "planning.agree_plan",
        "planning.answer_demands",
        "control.close_action",
        "control.answer_cases",
        "control.report_incident",
        "control.answer_assignment",
        "control.see_processes",
    }
)
#: Those whose attendance is watched where their head decides so.
WATCHED = frozenset({"people.mark_work"})
LEAD = SELLER | {
    "people.edit_absences",
    "people.edit_shifts",
    "people.excuse_lapses",
    "people.decide_approvals",
    "crm.hand_over_deal",
    "crm.remove_deal",
    "crm.remove_client",
    "crm.edit_segments",
    "control.see_bridge",
    "control.take_action",
    "control.give_assignment",
    "control.keep_rhythm",
    "planning.keep_schedule",
    "organisation.hold_standups",
}
HEAD = LEAD | {
    "people.edit_structure",
    "people.edit_calendar",
    "people.edit_day_norms",
    "crm.edit_pipelines",
    "crm.edit_lead_rules",
    "channels.edit_sources",
    "crm.edit_catalogue",
    "crm.edit_templates",
    "crm.edit_fields",
    "crm.load_statements",
    "crm.set_credit",
    "crm.import_records",
    "crm.export_records",
    "automation.see_robots",
    "automation.edit_robots",
    "channels.edit_gate",
    "kit.edit_library",
    "channels.connect_ways",
    "channels.see_tracking",
    "channels.note_calls",
    "channels.edit_tracking",
    "planning.make_plan",
    "planning.put_in_force",
    "control.set_norms",
    "control.keep_processes",
    "control.lead_incidents",
    "analysis.rebuild_facts",
    "analysis.set_step_norms",
    "analysis.learn_score",
    "analysis.read_quality_letters",
    "analysis.answer_quality_letters",
    "analysis.send_quality_letters",
    "analysis.send_reports_outside",
    "analysis.open_walls",
    "analysis.keep_needs",
    "analysis.answer_needs",
    "analysis.see_profit",
    "analysis.edit_costs",
    "organisation.read_owner_letters",
    "organisation.write_owner_letters",
    "core.mend_effects",
    "simulator.play",
}
OWNER = HEAD | {
    "automation.edit_webhooks",
    "automation.connect_reader",
    "crm.handle_requests",
    "people.see_reads",
    "people.edit_roles",
    "people.edit_limits",
    "people.make_tokens",
    "core.edit_company",
    "core.export_company",
    "core.see_data_map",
}
READER = frozenset(
    {
        "people.see_structure",
        "people.ask_approval",
        "crm.see_deals",
        "crm.see_registers",
        "analysis.see_metrics",
        "planning.see_plans",
        "control.report_incident",
        "control.answer_assignment",
        "control.see_processes",
    }
)
CONTACTS = frozenset({"phone", "email"})
EXECUTES = frozenset(
    {
        "people.see_structure",
        "planning.answer_demands",
        "people.ask_approval",
        "control.report_incident",
        "control.answer_assignment",
    }
)

ROLES: tuple[RoleSeed, ...] = (
    RoleSeed("owner", Title("Владелец", "Owner"), _("Everything, roles and tokens included."), Reach.ALL, OWNER),
    RoleSeed("director", Title("Коммерческий директор", "Commercial director"), _("All departments."), Reach.ALL, HEAD),
    RoleSeed(
        "head",
        Title("Руководитель отдела продаж", "Head of sales"),
        _("The main user: plans, controls and teaches one department."),
        Reach.DEPARTMENT,
        HEAD | WATCHED,
    ),
    RoleSeed("lead", Title("Старший группы", "Team lead"), _("Leads a team and sells."), Reach.TEAM, LEAD | WATCHED),
    RoleSeed(
        "manager",
        Title("Менеджер по продажам", "Sales manager"),
        _("Sells; sees own clients."),
        Reach.OWN,
        SELLER | WATCHED,
    ),
    RoleSeed(
        "operator",
        Title("Оператор колл-центра", "Call-centre operator"),
        _("Takes and qualifies leads; margins and e-mails hidden."),
        Reach.OWN,
        (SELLER - {"crm.record_payment", "planning.agree_plan"}) | WATCHED,
        frozenset({"margin", "email"}),
    ),
    RoleSeed(
        "trainee",
        Title("Стажёр", "Trainee"),
        _("Learns; sees own deals, contacts in part."),
        Reach.OWN,
        (SELLER - {"crm.record_payment"}) | WATCHED,
        CONTACTS | {"margin"},
    ),
    RoleSeed(
        "marketer",
        Title("Маркетолог", "Marketer"),
        _("Reads all figures; contacts hidden."),
        Reach.ALL,
        READER | {"analysis.read_quality_letters", "analysis.answer_quality_letters", "planning.answer_demands"},
        CONTACTS,
    ),
    RoleSeed(
        "hr",
        Title("HR-менеджер", "HR manager"),
        _("People, calendar and absences; no clients."),
        Reach.ALL,
        frozenset(
            {
                "people.see_structure",
                "people.ask_approval",
                "people.edit_structure",
                "people.edit_calendar",
                "people.edit_absences",
                "people.see_attendance",
                "people.edit_shifts",
                "people.excuse_lapses",
                "planning.answer_demands",
                "control.report_incident",
                "control.answer_assignment",
                "control.see_processes",
            }
        ),
    ),
    RoleSeed(
        "accountant",
        Title("Бухгалтер", "Accountant"),
        _("Reads deals, makes documents, records payments."),
        Reach.ALL,
        READER | {"crm.record_payment", "crm.make_document", "crm.load_statements", "crm.set_credit"},
        CONTACTS,
    ),
    RoleSeed(
        "service_head",
        Title("Руководитель клиентского сервиса", "Head of client service"),
        _("Leads the client-service department."),
        Reach.DEPARTMENT,
        LEAD | WATCHED,
    ),
    RoleSeed(
        "service_agent",
        Title("Специалист клиентского сервиса", "Service agent"),
        _("Serves clients of the service department."),
        Reach.OWN,
        (SELLER - {"planning.agree_plan"}) | WATCHED,
        frozenset({"margin"}),
    ),
    RoleSeed(
        "executor",
        Title("Исполнитель", "Executor"),
        _("Delivers what was sold."),
        Reach.OWN,
        EXECUTES,
    ),
    RoleSeed(
        "dispatcher",
        Title("Диспетчер автопарка", "Fleet dispatcher"),
        _("Replacement and demo cars."),
        Reach.OWN,
        EXECUTES,
    ),
    RoleSeed(
        "auditor",
        Title("Аудитор", "Auditor"),
        _("Reads everything, changes nothing."),
        Reach.ALL,
        (READER - {"people.ask_approval", "control.report_incident", "control.answer_assignment"})
        | {"control.see_bridge", "people.see_reads", "core.see_data_map", "organisation.read_owner_letters"},
    ),
)
