"""The page of a plan stands alone, is safe to open, and can be read without seeing colours."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from toolkit.entities import find
from toolkit.planning.changes import Create, Place
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.reports.plan_html import html

VOID = {"meta", "br", "link", "img", "input"}


class Page(HTMLParser):
    """A page as its tags, attributes and texts; refuses tags that are not closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and open it unless it is one that has no end."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what can be read."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        """What can be read, with one space between words."""
        return " ".join(" ".join(self.texts).split())

    def values(self, wanted: str) -> Iterator[str]:
        """Yield the values of an attribute, wherever it stands."""
        return (value for _, name, value in self.attributes if name == wanted)


@pytest.fixture
def page(plan: Plan) -> Page:
    return Page(html(plan))


def test_every_tag_is_closed(page: Page) -> None:
    assert page.open == []
    assert page.tags["html"] == page.tags["h1"] == page.tags["main"] == 1


def test_the_page_needs_nothing_else(plan: Plan, page: Page) -> None:
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "form", "object"}
    assert not [name for _, name, _ in page.attributes if name in {"src", "href", "style"} or name.startswith("on")]
    assert "url(" not in html(plan)
    assert "@import" not in html(plan)


def test_a_policy_forbids_whatever_could_slip_through(page: Page) -> None:
    policy = next(value for value in page.values("content") if "default-src" in value)

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_every_change_is_told_with_its_cells(page: Page) -> None:
    for told in (
        "1 + create",
        "2 + create",
        "3 ~ patch",
        "4 -/+ replace",
        "5 - delete",
        'C5 Name "Travel"',
        "known after apply (change 1)",
        "-1,250.00 → -12,500.50",
        'clears "See the mail"',
        "904 · Transactions!12 · reversible",
        "be-3 · Budget employees!8 · reversible with a new id",
        "the record is made anew",
    ):
        assert told in page.text


def test_what_stands_against_the_plan_is_told(plan: Plan, page: Page) -> None:
    for told in (
        identity(plan),
        "Budgets!E9 Granularity month quarter (empty) changed on both sides",
        "Transactions!22 The service cannot delete a transaction.",
        "sign The sign turns. Pass it with --allow sign .",
        "Note: Sheet Budgets carries no base",
        "Note: Only the service can decide.",
        "3 conflicts, 1 refused.",
        "Undo: 3 reversible",
    ):
        assert told in page.text


def test_tables_are_made_for_those_who_listen(page: Page) -> None:
    assert page.tags["table"] == page.tags["caption"]
    assert page.tags["th"] == sum(1 for _ in page.values("scope"))
    assert set(page.values("scope")) == {"col", "row", "rowgroup"}
    assert "en" in page.values("lang")


def test_the_page_prints_and_knows_light_and_dark(plan: Plan) -> None:
    source = html(plan)

    assert "@media print" in source
    assert "@media (prefers-color-scheme: dark)" in source


def test_each_entity_has_a_section(page: Page) -> None:
    for title in ("Budgets", "Budget transactions", "Transactions", "Budget employees"):
        assert title in page.texts


def test_values_are_text_and_never_markup(plan: Plan) -> None:
    evil = '<script>alert("1")</script>'
    origin = replace(plan.origin, workbook=evil, service=evil, user=evil, profile=evil, planned_at=evil)
    change = Create(1, find("budgets"), Place(evil, 5, {}), evil, {"name": evil}, ())
    refusal = replace(plan.refusals[0], sheet=evil, reason=evil)
    conflict = replace(plan.conflicts[0], sheet=evil, mine=evil, reason=evil)
    source = html(
        replace(
            plan,
            origin=origin,
            changes=(change,),
            refusals=(refusal,),
            conflicts=(conflict,),
            notes=(evil,),
            unbased=(evil,),
            guards=(replace(plan.guards[0], message=evil),),
        )
    )

    assert "<script" not in source
    assert source.count("&lt;script&gt;") >= 12


def test_a_page_shows_so_many_rows_and_counts_the_others(plan: Plan) -> None:
    short = Page(html(plan, rows=6))

    assert "9 more in the plan file" in short.text
    assert "2 + create" in short.text
    assert "Budget: known" not in short.text
    assert "~ patch" not in short.text


def test_a_change_without_fields_takes_a_row(plan: Plan) -> None:
    bare = Create(1, find("budgets"), Place("Budgets", 5, {}), "Travel", {}, ())
    page = Page(html(replace(plan, changes=(bare,))))

    assert "1 + create" in page.text
    assert "more in the plan file" not in page.text
    assert "1" in page.values("rowspan")


def test_a_plan_without_changes_says_so(empty: Plan) -> None:
    page = Page(html(empty))

    assert "No changes." in page.text
    assert "Undo" not in page.text
    assert page.tags["table"] == 0


def test_the_same_plan_gives_the_same_page(plan: Plan) -> None:
    assert html(plan) == html(plan)
    assert not re.search(r"\{[{%]", html(plan))
