"""The public names stay, with the signatures that programs were written against."""

import inspect
import re
import subprocess
import sys

import pytest

import toolkit
from toolkit import Flowtly, Workbook, apply, approve, plan, read_approvals, read_plan, resume, save_plan, show, undo

NAMES = {
    "Adopt",
    "Applied",
    "Flowtly",
    "Issue",
    "Plan",
    "Receipt",
    "Record",
    "Reply",
    "Run",
    "Send",
    "Sent",
    "Severity",
    "Status",
    "Workbook",
    "__version__",
    "apply",
    "approve",
    "plan",
    "read_approvals",
    "read_plan",
    "resume",
    "save_plan",
    "show",
    "undo",
}

SIGNATURES = {
    Flowtly.connect: "(profile: str | None = None) -> Self",
    Flowtly.at: "(url: str, token: str | None = None, *, username: str | None = None, password: str | None = None)"
    " -> Self",
    Flowtly.close: "(self) -> None",
    Flowtly.pull: "(self, *entities: str, to: Path | str, filters: Mapping[str, str] = {}, view: str = '',"
    " overwrite: bool = False) -> Workbook",
    Flowtly.records: "(self, entity: str, filters: Mapping[str, str] = {}, view: str = '') -> Iterator[Record]",
    Flowtly.read: "(self, entity: str, id: str) -> Record | None",
    Flowtly.call: "(self, operation: str, ids: Mapping[str, str] = {}, sent: Sent | None = None,"
    " save: Path | None = None, *, overwrite: bool = False) -> Reply",
    Flowtly.runs: "(self) -> tuple[Summary, ...]",
    Flowtly.run: "(self, id: str) -> Run",
    Workbook.open: "(path: Path | str) -> Self",
    Workbook.check: "(self, flowtly: Flowtly | None = None) -> tuple[Issue, ...]",
    Workbook.with_cells: "(self, sheet: str, cells: Mapping[str, str | int | Decimal], to: Path | str, *,"
    " overwrite: bool = False) -> Workbook",
    plan: "(workbook: Workbook, flowtly: Flowtly) -> Plan",
    show: "(plan: Plan, width: int = 100) -> str",
    save_plan: "(plan: Plan, path: Path | str, *, overwrite: bool = False) -> None",
    read_plan: "(path: Path | str) -> Plan",
    apply: "(plan: Plan, flowtly: Flowtly, allow: Collection[str] = (),"
    " on_error: Literal['continue', 'stop'] = 'continue', beside: Path | str = '.',"
    " approvals: Sequence[str] = ()) -> Applied",
    approve: "(path: Path | str, days: int = 7) -> Path",
    read_approvals: "(path: Path | str) -> tuple[str, ...]",
    resume: "(run: str, flowtly: Flowtly, decisions: Mapping[int, Adopt | Send] = {}) -> Applied",
    undo: "(run: str, flowtly: Flowtly) -> Plan",
}


def test_the_public_names_are_these() -> None:
    assert set(toolkit.__all__) == NAMES
    assert set(dir(toolkit)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(toolkit, name) is getattr(toolkit, name)


@pytest.mark.parametrize("function", SIGNATURES, ids=lambda function: function.__qualname__)
def test_a_public_function_keeps_its_signature(function: object) -> None:
    assert _spelt(function) == SIGNATURES[function]  # type: ignore[index] # keys are functions of many types


def _spelt(function: object) -> str:
    """Spell a signature without the modules that its types live in, and without quotes around names."""
    text = str(inspect.signature(function))  # type: ignore[arg-type] # see above
    text = re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text)
    return re.sub(r"'(Flowtly \| None|Workbook)'", r"\1", text)


def test_an_unknown_name_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match="module 'toolkit' has no attribute 'nothing'"):
        _ = getattr(toolkit, "nothing")  # noqa: B009 -- type checkers know that it is not there


HEAVY = {"alembic", "click", "httpx", "lxml", "openpyxl", "pandas", "pandera", "rich", "sqlalchemy", "starlette"}
"""What takes most of the time that an import of everything would take."""


def test_importing_the_package_is_cheap() -> None:
    found = f"print(len({HEAVY!r} & set(sys.modules)))"
    code = f"import sys, toolkit; {found}; from toolkit import Flowtly; print(Flowtly.__name__)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert told == ["0", "Flowtly"]
