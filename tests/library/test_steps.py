"""The steps of the loop as a program takes them, against the embedded service."""

import gc
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit import (
    Flowtly,
    Plan,
    Record,
    Sent,
    Severity,
    Status,
    Workbook,
    apply,
    approve,
    plan,
    read_approvals,
    read_plan,
    resume,
    save_plan,
    show,
    undo,
)
from toolkit.applying.direct_journal import direct_requests
from toolkit.entities import find
from toolkit.errors import (
    ApprovalsMissing,
    BadSettings,
    ConnectionClosed,
    FileInTheWay,
    FileMissing,
    GuardStands,
    InsecureUrl,
    MissingPart,
    NoAddress,
    NoSheet,
    NotAuthenticated,
    PlanBurned,
    RunMissing,
    UnknownOperation,
    WorkbookHasErrors,
)
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.layout import columns_of
from toolkit.excel.sheet import letters
from toolkit.loop.approve import make_own_key
from toolkit.sandbox.server import PASSWORD, USERNAME, running


@pytest.fixture
def flowtly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flowtly]:
    monkeypatch.chdir(tmp_path)
    with Flowtly.connect() as connected:
        yield connected


@pytest.fixture
def edited(flowtly: Flowtly) -> Workbook:
    pulled = flowtly.pull("budgets", to="budgets.xlsx")
    return pulled.with_cells("Budgets", {"C20": "Nordic Fair", "D20": "global", "E20": "month"}, to="edited.xlsx")


def test_a_new_row_becomes_a_record_with_a_receipt_and_a_result(flowtly: Flowtly, edited: Workbook) -> None:
    assert edited.check(flowtly) == ()
    done = apply(plan(edited, flowtly), flowtly)

    (receipt,) = done.run.receipts
    assert (receipt.verb, receipt.status, done.exit_code) == ("create", Status.DONE, 0)
    record = flowtly.read("budgets", receipt.id or "")
    assert record is not None
    assert record.values["name"] == "Nordic Fair"
    assert done.result is not None
    assert plan(Workbook.open(done.result), flowtly).changes == ()
    assert [each.id for each in flowtly.runs()] == [done.run.id]
    assert flowtly.run(done.run.id).receipts == done.run.receipts


def test_a_result_is_written_beside_the_workbook_wherever_that_is(flowtly: Flowtly, tmp_path: Path) -> None:
    folder = tmp_path / "june"
    folder.mkdir()
    pulled = flowtly.pull("budgets", to=folder / "budgets.xlsx")
    made = plan(pulled.with_cells("Budgets", {"E2": "quarter"}, to=pulled.path), flowtly)

    assert apply(made, flowtly, beside=folder).result == folder / "budgets.result.xlsx"


def test_a_plan_goes_through_a_file_and_is_applied_once(flowtly: Flowtly, edited: Workbook) -> None:
    made = plan(edited, flowtly)
    save_plan(made, "plan.json")

    assert "1 to create" in show(read_plan("plan.json"))
    apply(read_plan("plan.json"), flowtly)
    with pytest.raises(PlanBurned):
        apply(made, flowtly)


def test_a_run_is_taken_back(flowtly: Flowtly, edited: Workbook) -> None:
    before = [record.id for record in flowtly.records("budgets")]
    done = apply(plan(edited, flowtly), flowtly)

    assert apply(undo(done.run.id, flowtly), flowtly).exit_code == 0
    assert [record.id for record in flowtly.records("budgets")] == before


def test_resuming_a_run_that_is_over_sends_nothing(flowtly: Flowtly, edited: Workbook) -> None:
    done = apply(plan(edited, flowtly), flowtly)

    assert resume(done.run.id, flowtly).run.receipts == done.run.receipts
    with pytest.raises(RunMissing):
        resume("r2222", flowtly)


def test_errors_of_a_workbook_are_issues_and_stop_its_plan(flowtly: Flowtly, edited: Workbook) -> None:
    wrong = edited.with_cells("Budgets", {"C20": "", "G20": "soon", "H20": "later"}, to="wrong.xlsx")

    errors = [issue.cell for issue in wrong.check(flowtly) if issue.severity is Severity.ERROR]
    assert errors == ["C20", "G20", "H20"]
    assert [issue.cell for issue in wrong.check() if issue.severity is Severity.ERROR] == errors
    with pytest.raises(WorkbookHasErrors, match="3 errors") as raised:
        plan(wrong, flowtly)
    assert [sentence.split(":")[0] for sentence in raised.value.errors] == [f"Budgets!{cell}" for cell in errors]


def _irreversible(flowtly: Flowtly) -> Plan:
    """Plan a new transaction, which no operation can delete."""
    pulled = flowtly.pull("transactions", to="transactions.xlsx")
    account = str(next(flowtly.records("transactions")).values["bankAccount"])
    typed: dict[str, str | Decimal] = {
        **dict.fromkeys(("orderDate", "execDate"), "2026-03-01"),
        "amount": Decimal("-12.50"),
        "bankAccount": account,
        "description": "Fee",
    }
    columns = {column.name: letters(index) for index, column in enumerate(columns_of(find("transactions")))}
    cells = {f"{columns[name]}400": text for name, text in typed.items() if name in columns}
    return plan(pulled.with_cells("Transactions", cells, to="more.xlsx"), flowtly)


def test_a_guard_is_passed_by_its_name_alone(flowtly: Flowtly) -> None:
    made = _irreversible(flowtly)

    with pytest.raises(GuardStands, match="irreversible") as raised:
        apply(made, flowtly)
    assert set(raised.value.guards) == {"irreversible"}
    with pytest.raises(GuardStands):
        apply(made, flowtly, allow=["deletes"])
    assert apply(made, flowtly, allow=raised.value.guards).exit_code == 0


def test_a_read_is_called_by_name_and_leaves_no_trace(flowtly: Flowtly) -> None:
    assert len(flowtly.operations) == 74
    first = next(flowtly.records("budgets"))

    reply = flowtly.call("GET /budgets/{id}", {"id": first.id})

    assert isinstance(reply.json, dict)
    assert reply.json["@id"] == first.iri


def test_a_write_is_called_by_name_and_journalled(flowtly: Flowtly) -> None:
    flowtly.call("POST /budget-groups", sent=Sent(body={"name": "Events"}))

    (written,) = direct_requests(flowtly.journal)
    assert (written.direct.method, written.direct.path) == ("POST", "/budget-groups")
    with pytest.raises(MissingPart):
        flowtly.call("DELETE /budget-groups/{id}")
    with pytest.raises(UnknownOperation):
        flowtly.call("POST /nothing")


def test_threads_take_turns_at_writing(flowtly: Flowtly) -> None:
    def write(number: int) -> int:
        return flowtly.call("POST /budget-groups", sent=Sent(body={"name": f"Event {number}"})).status

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(4))) == [201] * 4

    assert len(direct_requests(flowtly.journal)) == 4


def test_an_address_is_enough_to_connect(tmp_path: Path) -> None:
    with running(tmp_path / "service") as url:
        with Flowtly.at(url, username=USERNAME, password=PASSWORD) as flowtly:
            assert (flowtly.service, flowtly.user) == (url, USERNAME)
            assert next(flowtly.records("budgets", {"name": "Sökannonser"})).id
            assert flowtly.warnings == ()
        with Flowtly.at(url, token="not.a.token") as stranger, pytest.raises(NotAuthenticated):
            next(stranger.records("budgets"))


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(BadSettings, match="url should be"):
        Flowtly.at("flowtly")
    with pytest.raises(InsecureUrl):
        Flowtly.at("http://api.example.com")


def test_a_connection_may_be_closed_by_hand() -> None:
    flowtly = Flowtly.connect()
    assert flowtly.service == "sandbox"
    flowtly.close()


def test_an_iterator_of_records_keeps_its_connection() -> None:
    records = Flowtly.connect().records("budgets")
    gc.collect()

    assert len(list(records)) == 12


def test_an_iterator_that_is_let_go_of_lets_its_connection_go() -> None:
    flowtly = Flowtly.connect()
    kept, records = weakref.ref(flowtly), flowtly.records("budgets")
    del flowtly
    next(records)
    assert kept() is not None

    del records
    gc.collect()

    assert kept() is None


@pytest.mark.parametrize(
    "use",
    [
        lambda flowtly, _records: flowtly.read("budgets", "bgt_0001"),
        lambda flowtly, _records: flowtly.records("budgets"),
        lambda flowtly, _records: flowtly.pull("budgets", to="b.xlsx"),
        lambda flowtly, _records: flowtly.call("GET /budgets"),
        lambda flowtly, _records: flowtly.call("POST /budget-groups", sent=Sent(body={"name": "Events"})),
        lambda flowtly, _records: flowtly.runs(),
        lambda flowtly, _records: flowtly.run("r"),
        lambda flowtly, _records: undo("r", flowtly),
        lambda _flowtly, records: next(records),
    ],
)
def test_what_is_used_after_it_was_closed_is_told(use: Callable[[Flowtly, Iterator[Record]], object]) -> None:
    flowtly = Flowtly.connect()
    records = flowtly.records("budgets")
    next(records)
    flowtly.close()
    flowtly.close()

    with pytest.raises(ConnectionClosed, match="The connection to sandbox is closed") as told:
        use(flowtly, records)
    assert told.value.service == "sandbox"


def test_a_sheet_that_is_not_there_is_told(edited: Workbook) -> None:
    with pytest.raises(NoSheet, match='no sheet "Budget"') as told:
        edited.with_cells("Budget", {"C2": "x"}, to="out.xlsx")
    assert (told.value.sheet, "Budgets" in told.value.sheets) == ("Budget", True)


@pytest.mark.parametrize("address", ["2C", "c2", "C0", "XFE1", "A1048577", "C2:C3", ""])
def test_an_address_that_is_none_is_told_with_its_sheet(edited: Workbook, address: str) -> None:
    with pytest.raises(NoAddress) as told:
        edited.with_cells("Budgets", {address: "x"}, to="out.xlsx")
    assert (told.value.sheet, told.value.address) == ("Budgets", address)


def test_no_file_that_somebody_worked_on_is_written_over(flowtly: Flowtly, edited: Workbook, tmp_path: Path) -> None:
    work = tmp_path / "work.xlsx"
    work.write_bytes(b"somebody's")
    steps: list[Callable[[bool], object]] = [
        lambda over: flowtly.pull("budgets", to=work, overwrite=over),
        lambda over: edited.with_cells("Budgets", {"C20": "x"}, to=work, overwrite=over),
        lambda over: save_plan(plan(edited, flowtly), work, overwrite=over),
    ]
    for step in steps:
        work.write_bytes(b"somebody's")
        with pytest.raises(FileInTheWay) as told:
            step(False)  # noqa: FBT003 - the very choice under test
        assert (told.value.path, work.read_bytes()) == (work, b"somebody's")
        step(True)  # noqa: FBT003 - the very choice under test
        step(False)  # noqa: FBT003 - what we wrote is ours


def test_a_copy_of_what_somebody_worked_on_is_somebodys(flowtly: Flowtly, edited: Workbook, tmp_path: Path) -> None:
    patch_workbook(edited.path, edited.path, {"Budgets": {"C21": "by hand"}}, None)
    edited.with_cells("Budgets", {"C20": "x"}, to=edited.path).with_cells("Budgets", {"C20": "y"}, to="copy.xlsx")

    for name in ("edited.xlsx", "copy.xlsx"):
        with pytest.raises(FileInTheWay):
            flowtly.pull("budgets", to=tmp_path / name)


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        Workbook.open(tmp_path / "none.xlsx")


def test_a_profile_that_asks_for_approvals_is_served_by_a_second_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOWTLY_HOME", "ann")
    key = make_own_key()
    monkeypatch.setenv("FLOWTLY_HOME", "maker")
    own = make_own_key()
    people = f'[approvers]\nAnn = "{key}"\n[people.Maker]\nkey = "{own}"\n'
    with running(tmp_path / "service") as url:
        Path("maker/config.toml").write_text(
            f'{people}[profiles.acme]\nurl = "{url}"\napprovals = 1\nproduction = false\n'
        )
        monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
        monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
        with Flowtly.connect("acme") as flowtly:
            pulled = flowtly.pull("budgets", to="budgets.xlsx")
            made = plan(pulled.with_cells("Budgets", {"E2": "quarter"}, to="budgets.xlsx"), flowtly)
            save_plan(made, "plan.json")
            with pytest.raises(ApprovalsMissing, match="has that of nobody"):
                apply(made, flowtly, approvals=read_approvals("plan.json"))
            assert flowtly.runs() == ()

            monkeypatch.setenv("FLOWTLY_HOME", "ann")
            approve("plan.json")
            monkeypatch.setenv("FLOWTLY_HOME", "maker")

            assert apply(made, flowtly, approvals=read_approvals("plan.json")).exit_code == 0
