"""Budgets, their groups, and what is linked to them."""

from toolkit.entities.columns import (
    also,
    assumed,
    choice,
    day,
    flags,
    integer,
    reference,
    required,
    structure,
    text,
)
from toolkit.entities.entity import FULL, LINK, Entity, InOrder

BUDGET_GROUPS = Entity(
    path="budget-groups",
    english_title="Budget groups",
    english_singular="budget group",
    english_summary="A name under which budgets are gathered; it can act as a budget itself.",
    columns=(assumed(required(text("name", "Name", "For example Marketing.", limit=255))),),
    operations=FULL,
    natural_key=("name",),
    label=("name",),
)

BUDGETS = Entity(
    path="budgets",
    english_title="Budgets",
    english_singular="budget",
    english_summary="A spending limit over a period.",
    columns=(
        required(also(text("name", "Name", "For example EMEA Marketing FY25.", limit=255), "Budget", "Budget name")),
        required(choice("type", "Type", "Global, or per employee.", ("global", "employee"))),
        required(
            also(choice("granularity", "Granularity", "The interval of its reports.", ("month", "quarter")), "Interval")
        ),
        also(reference("budgetGroup", "Group", "budget-groups", "The group the budget belongs to."), "Budget group"),
        also(day("dateFrom", "From", "The first day of the budget."), "Start date", "Starts", "Valid from"),
        also(day("dateTo", "To", "The last day of the budget."), "End date", "Ends", "Valid to"),
        flags(
            "config",
            "Flags",
            "Words separated by commas: spend_alerts, auto-freeze.",
            words=("spend_alerts", "auto-freeze"),
        ),
        structure("budgetEmployees", "Employees", "The employees linked to the budget; edit them on their own sheet."),
    ),
    operations=FULL,
    natural_key=("name",),
    label=("name",),
    rules=(InOrder("dateFrom", "dateTo"),),
)

BUDGET_CONTRACTORS = Entity(
    path="budget-contractors",
    english_title="Budget contractors",
    english_singular="budget contractor",
    english_summary="A contractor all of whose transactions belong to a budget.",
    columns=(
        assumed(required(reference("budget", "Budget", "budgets"))),
        assumed(required(reference("contractor", "Contractor", "contractors"))),
    ),
    operations=LINK,
    natural_key=("budget", "contractor"),
    label=("budget", "contractor"),
)

BUDGET_EMPLOYEES = Entity(
    path="budget-employees",
    english_title="Budget employees",
    english_singular="budget employee",
    english_summary="An employee's share of a budget.",
    columns=(
        assumed(required(reference("budget", "Budget", "budgets"))),
        assumed(required(reference("employee", "Employee", "employees"))),
        assumed(integer("amount", "Amount", "Whole units, as the service keeps them.")),
    ),
    operations=LINK,
    natural_key=("budget", "employee"),
    label=("budget", "employee"),
)

BUDGET_INVOICES = Entity(
    path="budget-invoices",
    english_title="Budget invoices",
    english_singular="budget invoice",
    english_summary="An invoice that counts towards a budget.",
    columns=(
        assumed(required(reference("budget", "Budget", "budgets"))),
        assumed(required(reference("invoice", "Invoice", "invoices"))),
    ),
    operations=LINK,
    natural_key=("budget", "invoice"),
    label=("budget", "invoice"),
)

BUDGET_PROJECTS = Entity(
    path="budget-projects",
    english_title="Budget projects",
    english_singular="budget project",
    english_summary="A project whose costs belong to a budget.",
    columns=(
        assumed(required(reference("budget", "Budget", "budgets"))),
        assumed(required(reference("project", "Project", "projects"))),
    ),
    operations=LINK,
    natural_key=("budget", "project"),
    label=("budget", "project"),
)
