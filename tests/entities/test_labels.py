"""A label means one record."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record

BUDGETS = find("budgets")


def record(path: str, id: str, **values: Value) -> Record:
    return Record(id, f"/api/{path}/{id}", values)


def labels(*records: tuple[str, Record]) -> Labels:
    live: dict[str, dict[str, Record]] = {}
    for path, each in records:
        live.setdefault(path, {})[each.id] = each
    return Labels(live)


def test_a_label_joins_what_people_call_a_record() -> None:
    made = labels(
        (
            "transactions",
            record("transactions", "904", execDate=date(2024, 1, 31), description="Rent", amount=Decimal("-1250.5")),
        )
    )

    assert made.of("transactions", "/api/transactions/904") == "2024-01-31 · Rent · -1250.5"


def test_a_link_is_called_by_what_it_links() -> None:
    made = labels(
        ("budgets", record("budgets", "1", name="Travel")),
        ("projects", record("projects", "7", name="Apollo")),
        ("budget-projects", record("budget-projects", "3", budget="/api/budgets/1", project="/api/projects/7")),
    )

    assert made.of("budget-projects", "/api/budget-projects/3") == "Travel · Apollo"
    assert made.paths == ("budgets", "projects", "budget-projects")


def test_twins_get_their_ids() -> None:
    made = labels(
        ("budgets", record("budgets", "1", name="Travel")),
        ("budgets", record("budgets", "2", name="Travel")),
        ("budgets", record("budgets", "3", name="Rent")),
    )

    assert list(made.all("budgets").values()) == ["Travel · 1", "Travel · 2", "Rent"]


def test_a_record_without_a_name_is_called_by_its_id() -> None:
    assert labels(("budgets", record("budgets", "1"))).of("budgets", "/api/budgets/1") == "1"


def test_what_is_not_live_keeps_its_iri() -> None:
    made = labels()

    assert made.of("budgets", "/api/budgets/1") == "/api/budgets/1"
    assert made.all("budgets") == {}


def test_a_record_that_is_not_live_is_called_by_its_own_values() -> None:
    made = labels(("budgets", record("budgets", "1", name="Travel")))

    assert made.of_record(BUDGETS, record("budgets", "1", name="Renamed")) == "Travel"
    assert made.of_record(BUDGETS, record("budgets", "9", name="Gone")) == "Gone"
    assert made.of_record(BUDGETS, record("budgets", "9")) == "9"


def test_only_what_references_hold_is_shown_under_its_label() -> None:
    made = labels(
        ("budgets", record("budgets", "1", name="Travel")),
        ("budgets", record("budgets", "2", name="Rent")),
        ("employees", record("employees", "e", name="Anna")),
    )
    link = record("budget-employees", "l", budget="/api/budgets/1", employee="/api/employees/gone")
    unlinked = record("budget-employees", "m")

    assert made.shown({"budget-employees": {"l": link, "m": unlinked}}) == {"/api/budgets/1": "Travel"}


@given(st.lists(st.sampled_from(["Travel", "Rent", "Food"]), max_size=8))
def test_no_two_records_share_a_label(names: list[str]) -> None:
    made = labels(*(("budgets", record("budgets", str(at), name=name)) for at, name in enumerate(names)))

    assert len(set(made.all("budgets").values())) == len(names)


def test_a_label_that_is_the_id_of_another_record_gets_its_own_id() -> None:
    made = labels(("budgets", record("budgets", "7", name="Rent")), ("budgets", record("budgets", "1", name="7")))

    assert list(made.all("budgets").values()) == ["Rent", "7 · 1"]


@given(st.dictionaries(st.sampled_from("123"), st.sampled_from(("A", "A · 1", "A · 1 · 2", "2", "")), min_size=1))
def test_every_label_means_one_record(names: dict[str, str]) -> None:
    made = labels(*(("budgets", record("budgets", key, name=name)) for key, name in names.items()))

    found = made.all("budgets")

    assert len(set(found.values())) == len(names)
    assert all(label not in names or iri.endswith(f"/{label}") for iri, label in found.items())


def test_parts_without_an_iri_are_called_by_their_own_names() -> None:
    rows = find("invoice-rows")
    first, second = (Record(f"1/{n}", "", {"name": name}) for n, name in ((1, "Travel"), (2, "Hotel")))
    made = labels(("invoice-rows", first), ("invoice-rows", second))

    assert [made.of_record(rows, each) for each in (first, second)] == ["Travel", "Hotel"]
