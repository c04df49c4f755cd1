"""`flowtly audit`: a period in a bundle that proves itself, whose figures are recomputed here in another way."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from command_line import Flowtly, squeezed
from served import acme

from toolkit.sandbox.seed.books import transactions
from toolkit.sandbox.seed.company import EURO
from toolkit.sandbox.seed.plans import budget_employees, budget_transactions
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches

OCTOBER = ("--period", "2026-10")
AS_OF = ("--as-of", "2026-11-01T00:00:00")
NO_STATEMENTS = Switches(faults=(Fault("GET", "/export/mt940", FaultKind.ERROR_AFTER_COMMIT, times=100),))


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the bundle of October, made once for all tests that do not care when."""
    folder = tmp_path_factory.mktemp("bundle")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("FLOWTLY_")]:
            patch.delenv(name)
        patch.setenv("FLOWTLY_HOME", str(folder / "home"))
        patch.setenv("FLOWTLY_LANG", "en")
        patch.chdir(folder)
        done = Flowtly(folder)("audit", "export", *OCTOBER, *AS_OF, "-o", "october")
    assert done.code == 0, done
    return folder / "october"


@pytest.fixture
def october(made_once: Path, flowtly: Flowtly) -> Path:
    """Give the bundle of October, in a folder of the test's own."""
    return shutil.copytree(made_once, flowtly.folder / "october")


def told(bundle: Path) -> dict[str, object]:
    found = json.loads((bundle / "manifest.json").read_bytes(), parse_float=Decimal)
    assert isinstance(found, dict)
    return found


def test_a_month_goes_into_a_bundle_that_verifies(flowtly: Flowtly, october: Path) -> None:
    verified = flowtly("audit", "verify", "october")

    assert verified.code == 0
    assert "Proved: 22 files" in verified.out
    assert "Not signed" in verified.out
    assert {path.name for path in october.iterdir()} == {
        "manifest.json", "records", "records.xlsx", "statements", "attachments.json", "runs",
    }  # fmt: skip


def test_what_was_read_is_counted_and_added_up(october: Path) -> None:
    booked = [row for row, _pattern in transactions() if str(row["execDate"]).startswith("2026-10")]
    sums = {"SEK": Decimal(0), "EUR": Decimal(0)}
    for row in booked:
        sums["EUR" if row["bankAccount"] == EURO else "SEK"] += Decimal(str(row["amount"]))

    found = told(october)

    assert found["counts"]["transactions"] == {"records": len(booked), "undated": 0}  # type: ignore[index] # plain JSON
    totals = [each for each in found["totals"] if each["entity"] == "transactions"]  # type: ignore[attr-defined] # plain JSON
    assert {each["currency"]: Decimal(each["sum"]) for each in totals} == sums
    assert found["profile"] == {"name": "sandbox", "user": USERNAME, "production": None}
    assert [each["reconciles"] for each in found["statements"]] == [True, True, True]  # type: ignore[attr-defined] # plain JSON


def test_no_secret_is_in_a_bundle(flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a token nor a header of a proxy; the workbook is packed, so its parts are looked into as well."""
    with acme(home), _logged_in(monkeypatch):
        with (home / "config.toml").open("a") as file:
            file.write('[profiles.acme.headers]\nX-Proxy = "open-sesame"\n')
        assert flowtly("audit", "export", *OCTOBER, "-o", "o").code == 0
    shutil.unpack_archive(flowtly.folder / "o/records.xlsx", flowtly.folder / "o/parts", "zip")

    secrets = (b"open-sesame", b"X-Proxy", b"Bearer", b"eyJ")
    assert not [name for name, content in _contents(flowtly.folder / "o").items() if any(s in content for s in secrets)]


@contextmanager
def _logged_in(patch: pytest.MonkeyPatch) -> Iterator[None]:
    with patch.context() as within:
        within.setenv("FLOWTLY_USERNAME", USERNAME)
        within.setenv("FLOWTLY_PASSWORD", PASSWORD)
        yield


def test_the_same_records_give_the_same_bytes_but_for_the_stated_time(flowtly: Flowtly, october: Path) -> None:
    assert flowtly("audit", "export", *OCTOBER, *AS_OF, "-o", "again").code == 0
    assert flowtly("audit", "export", *OCTOBER, "-o", "later").code == 0
    for number in ("1", "2"):
        assert flowtly("audit", "export", *OCTOBER, *AS_OF, "-o", f"{number}.zip").code == 0

    again, later = flowtly.folder / "again", flowtly.folder / "later"
    assert _contents(again) == _contents(october)
    assert {name for name, content in _contents(later).items() if content != _contents(october)[name]} == {
        "manifest.json"
    }
    one, other = (told(each) for each in (later, october))
    assert {name for name in one if one[name] != other[name]} == {"sha256", "stated_at"}
    assert (flowtly.folder / "1.zip").read_bytes() == (flowtly.folder / "2.zip").read_bytes()


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _summary(october: Path, *, values: bool) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(october / "records.xlsx", data_only=values)
    return [tuple(cell.value for cell in row) for row in book["Summary"].iter_rows()]


def _months(october: Path) -> Iterator[tuple[str, str, list[Decimal]]]:
    """Yield the currency, the month and the figures of each row of the table of months."""
    rows = _summary(october, values=True)
    for row in rows:
        if isinstance(row[1], str) and len(row[1]) == 7 and row[1][:5] == "2026-":
            yield str(row[0]), row[1], [Decimal(str(figure)) for figure in row[2:7]]


def test_spending_against_budgets_is_what_the_records_say_month_by_month(october: Path) -> None:
    """Recomputed from the rows of the seed, without any code of the export."""
    booked = list(transactions())
    moved = {row["id"]: row for row, _pattern in booked}
    shares: defaultdict[str, int] = defaultdict(int)
    for share in budget_employees():
        shares[str(share["budget"])] += int(share["amount"] or 0)
    spent: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    against: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in budget_transactions(booked):
        row = moved[each["transaction"]]
        code = "EUR" if row["bankAccount"] == EURO else "SEK"
        month = str(row["connectedMonth"] or str(row["execDate"])[:7])
        part = abs(Decimal(str(row["amount"] if each["amount"] is None else each["amount"])))
        spent[code, month] += part
        if code == "SEK" and each["budget"] in shares:
            against[code, month] += part

    found = list(_months(october))

    assert [(code, month) for code, month, _figures in found] == [
        (code, f"2026-{n:02}") for code in ("SEK", "EUR") for n in range(1, 11)
    ]
    yearly, so_far = sum(shares.values()), Decimal(0)
    for code, month, (out, on_plans, planned, planned_so_far, rest) in found:
        n = int(month[5:]) if code == "SEK" else 0
        so_far = so_far + against[code, month] if code == "SEK" else Decimal(0)
        assert (out, on_plans) == (spent[code, month], against[code, month]), (code, month)
        assert abs(planned_so_far - Decimal(yearly) * n / 12) < Decimal("0.02")
        assert abs(planned - (Decimal(yearly) / 12 if n else 0)) < Decimal("0.04")
        assert rest == planned_so_far - so_far


def test_figures_of_the_summary_are_formulas_over_the_sheets(october: Path) -> None:
    formulas = [cell for row in _summary(october, values=False) for cell in row if str(cell).startswith("=")]
    book = openpyxl.load_workbook(october / "records.xlsx")

    assert len(formulas) > 100
    assert sum("'Spending'!" in str(each) for each in formulas) == 43
    assert {"COUNTA", "SUMPRODUCT", "SUM", "ROUND"} <= {word for each in formulas for word in _functions(str(each))}
    assert book.sheetnames[0] == "Summary"
    with ZipFile(october / "records.xlsx") as package:
        assert sum(name.startswith("xl/charts/chart") for name in package.namelist()) == 4
    assert all(sheet.protection.sheet for sheet in book)


def _functions(formula: str) -> set[str]:
    return {word.strip("=(-,") for word in formula.replace("(", "( ").split() if word.endswith("(")} | {
        formula[1:].partition("(")[0]
    }


def _around_now() -> tuple[str, ...]:
    today = datetime.now(UTC).date()
    return "--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1))


def test_runs_of_the_period_come_with_their_plans_and_receipts(flowtly: Flowtly) -> None:
    flowtly("pull", "budget-groups", "-o", "g.xlsx")
    _add_group(flowtly, "One")
    assert flowtly("audit", "export", *_around_now(), "-o", "before").code == 0
    _add_group(flowtly, "Two")
    assert flowtly("api", "DELETE", "/budget-groups/bgr_0004", "--yes", "--allow", "irreversible").code != 6

    done = flowtly("--json", "audit", "export", *_around_now(), "-o", "now")

    runs = json.loads(done.out)["runs"]
    assert (runs["all"], runs["ofPeriod"], runs["open"], runs["unknown"], runs["direct"]) == (2, 2, 0, 0, 1)
    chain = json.loads((flowtly.folder / "now/runs/chain.json").read_text())
    assert [link["run"] for link in chain["links"]] == [
        each["run"] for each in reversed(json.loads(flowtly("--json", "runs").out)["runs"])
    ]
    for link in chain["links"]:
        run = json.loads((flowtly.folder / "now" / link["file"]).read_text())
        plan = json.loads((flowtly.folder / "now/runs" / link["run"] / "plan.json").read_text())
        assert (run["done"], run["plan"]) == (1, plan["sha256"])
    went_on = flowtly("audit", "verify", "now", "--since", "before")
    assert (went_on.code, "its 1 run is here as it was there, and 1 came after it" in squeezed(went_on.out)) == (
        0,
        True,
    )


def _add_group(flowtly: Flowtly, name: str) -> None:
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"].cell(6, 3, name)
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("apply", "g.xlsx", "--yes").code == 0


def test_a_flipped_byte_ends_with_10_and_names_the_file(flowtly: Flowtly, october: Path) -> None:
    path = october / "records.xlsx"
    content = path.read_bytes()
    path.write_bytes(content[:500] + bytes([content[500] ^ 4]) + content[501:])

    refused = flowtly("audit", "verify", "october")
    as_json = json.loads(flowtly("--json", "audit", "verify", "october").out)

    assert refused.code == 10
    assert "records.xlsx: is not as it was written" in refused.out
    assert "Not proved: 1 file" in refused.out
    assert (as_json["holds"], [each["file"] for each in as_json["findings"]]) == (False, ["records.xlsx"])


def test_a_later_bundle_goes_on_from_an_earlier_one(flowtly: Flowtly, october: Path) -> None:
    assert flowtly("audit", "export", "--period", "2026-09", "-o", "later").code == 0

    proved = flowtly("audit", "verify", "later", "--since", "october")
    swapped = flowtly("audit", "verify", "october", "--since", "later")
    as_json = json.loads(flowtly("--json", "audit", "verify", "later", "--since", "october").out)
    (october / "manifest.json").write_text("{}")
    unproved = flowtly("audit", "verify", "later", "--since", "october")

    assert (proved.code, swapped.code, unproved.code) == (0, 10, 10)
    assert "It goes on from october" in proved.out
    assert "name them the other way round" in " ".join(swapped.out.split())
    assert as_json["since"] == {
        "bundle": "october",
        "runs": 0,
        "added": 0,
        "requests": 0,
        "requestsAdded": 0,
        "requestsChained": True,
    }
    assert "is not proved itself" in unproved.out
    assert flowtly("audit", "verify", "later", "--since", "nothing").code == 4


def test_a_signed_bundle_tells_its_key_and_refuses_another(flowtly: Flowtly) -> None:
    for name in ("me", "you"):
        assert flowtly("audit", "keygen", "-o", f"{name}.pem").code == 0
    assert flowtly("audit", "export", *OCTOBER, "-o", "o.zip", "--sign", "me.pem").code == 0

    mine = flowtly("audit", "verify", "o.zip", "--key", "me.pub.pem")
    other = flowtly("audit", "verify", "o.zip", "--key", "you.pub.pem")

    assert (mine.code, other.code) == (0, 10)
    assert "Signed with the key" in mine.out
    assert "another key" in other.out
    assert flowtly("audit", "verify", "o.zip", "--key", "nothing.pem").code == 4


def test_where_the_service_gives_no_statement_one_is_made_and_that_is_said(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme(home, NO_STATEMENTS), _logged_in(monkeypatch):
        done = flowtly("--json", "audit", "export", *OCTOBER, "-o", "o")

    statements = json.loads(done.out)["statements"]
    assert done.code == 0, done
    assert {each["cameAs"] for each in statements} == {"made from live transactions"}
    assert all("500" in each["reason"] for each in statements)


def test_documents_are_held_against_a_folder_of_them(flowtly: Flowtly) -> None:
    march = ("--period", "2026-01")
    assert flowtly("attachments", "download", *march, "-o", "papers").code == 0

    whole = flowtly("--json", "audit", "export", *march, "-o", "whole", "--attachments", "papers")
    first = next(path for path in (flowtly.folder / "papers").rglob("*.pdf"))
    first.write_bytes(b"something else")
    broken = flowtly("audit", "export", *march, "-o", "broken", "--attachments", "papers")

    papers = json.loads(whole.out)["attachments"]
    assert whole.code == 0
    assert papers["listed"] == papers["present"] > 0
    assert all(each["sha256"] for each in _documents(flowtly.folder / "whole") if each["transaction"])
    assert broken.code == 10
    assert "1 missing, 0 other than listed; 1 files are not as they came" in squeezed(broken.out)
    assert "Missing: tat_" in broken.out
    assert flowtly("audit", "verify", "broken").code == 0


def _documents(bundle: Path) -> list[dict[str, object]]:
    found = json.loads((bundle / "attachments.json").read_text())["documents"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 2, "--period 2026-10"),
        (("--period", "2026-10", "--from", "2026-10-01"), 2, "--period 2026-10"),
        (("--from", "2026-10-02"), 2, "--period 2026-10"),
        (("--from", "2026-10-02", "--to", "2026-10-01"), 2, "before the first"),
        (("--period", "2026-10", "--sign", "nothing.pem"), 4, "cannot be used as a key"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    flowtly: Flowtly, options: tuple[str, ...], code: int, words: str
) -> None:
    refused = flowtly("audit", "export", *options, "-o", "o")

    assert (refused.code, words in " ".join(refused.err.split())) == (code, True), refused.err
    assert not [path for path in flowtly.folder.iterdir() if path.name.lstrip(".").startswith("o")]


def test_a_bundle_is_never_overwritten(flowtly: Flowtly, october: Path) -> None:
    before = _contents(october)

    refused = flowtly("audit", "export", *OCTOBER, "-o", "october")

    assert (refused.code, "never overwritten" in refused.err) == (2, True)
    assert _contents(october) == before
    assert flowtly("audit", "verify", "nothing").code == 4
