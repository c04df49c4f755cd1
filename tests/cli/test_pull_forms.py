"""`flowtly pull` into text, JSON lines and Parquet, and what comes back of it."""

import json
from pathlib import Path

import pytest
from command_line import Flowtly
from pyarrow import parquet

from toolkit.api.client import Client
from toolkit.entities.invoices import INVOICES
from toolkit.entities.transactions import TRANSACTIONS


@pytest.mark.parametrize(
    ("entity", "options"),
    [
        ("budgets", ("-o", "p.csv")),
        ("invoices", ("-o", "p.tsv")),
        ("transactions", ("-o", "p.csv", "--delimiter", "semicolon")),
        ("project-transactions", ("-o", "p.csv", "--delimiter", "pipe")),
    ],
)
def test_pulled_text_asks_for_nothing(flowtly: Flowtly, entity: str, options: tuple[str, ...]) -> None:
    pulled = flowtly("pull", entity, *options)

    planned = flowtly("--json", "plan", options[1])

    assert pulled.code == 0
    assert f"Wrote {options[1]}: " in pulled.out
    made = json.loads(planned.out)
    assert (planned.code, made["changes"], made["refusals"]) == (0, [], [])
    assert made["summary"]["unchanged"] > 0


def test_text_opens_in_excel_and_goes_to_a_pipe_without_a_mark(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.csv")
    piped = flowtly("pull", "budgets", "-o", "-", "--format", "csv")

    data = (flowtly.folder / "b.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfCommand,Id,Name,")
    assert piped.out.replace("\r\n", "\n") == data.decode("utf-8-sig").replace("\r\n", "\n")


def test_the_same_edit_in_text_and_in_a_workbook_is_the_same_change(flowtly: Flowtly) -> None:
    flowtly("pull", "transactions", "-o", "t.csv", "--delimiter", "semicolon")
    text = (flowtly.folder / "t.csv").read_text(encoding="utf-8-sig")
    edited = text.replace("Hyra kontor Kungsholmen 20701;-42500;", '"=Hyra; ""ny"" –";-42501,25;', 1)
    (flowtly.folder / "t.csv").write_text(edited, encoding="utf-16")
    assert edited != text

    [change] = json.loads(flowtly("--json", "plan", "t.csv").out)["changes"]

    assert (change["verb"], change["id"]) == ("patch", "txn_701")
    [request] = change["requests"]
    assert request["body"] == {"amount": -42501.25, "description": '=Hyra; "ny" –'}


def test_json_lines_hold_every_record_of_several_entities(flowtly: Flowtly, service: Client) -> None:
    pulled = flowtly("--json", "pull", "invoices", "budget-groups", "-o", "all.jsonl")

    lines = [json.loads(line) for line in (flowtly.folder / "all.jsonl").read_text("utf-8").splitlines()]
    invoices = service.list(INVOICES)
    assert [line["_id"] for line in lines if line["_entity"] == "invoices"] == list(invoices)
    first = lines[0]
    assert first["_iri"] == invoices[first["_id"]].iri
    assert first["invoiceRows"][0].keys() == {"name", "priceNet", "quantity", "vatRate"}
    assert json.loads(pulled.out)["records"] == {"invoices": len(invoices), "budget-groups": 4}


def test_json_lines_go_to_a_pipe_narrowed_by_a_filter(flowtly: Flowtly, service: Client) -> None:
    view = ("transactions", "--view", "unassigned")

    piped = flowtly("-q", "pull", *view, "-o", "-", "--format", "jsonl")

    wanted = [record.id for record in service.records(TRANSACTIONS, view="unassigned")]
    assert [json.loads(line)["_id"] for line in piped.out.splitlines()] == wanted
    assert piped.err == ""


def test_parquet_says_where_it_came_from(flowtly: Flowtly, service: Client) -> None:
    assert flowtly("pull", "transactions", "-o", "t.parquet").code == 0

    file = parquet.ParquetFile(flowtly.folder / "t.parquet")
    amounts = {row["_id"]: row["amount"] for row in file.read(["_id", "amount"]).to_pylist()}
    assert amounts == {name: record.values["amount"] for name, record in service.list(TRANSACTIONS).items()}
    told = file.schema_arrow.metadata
    assert (told[b"flowtly.entity"], told[b"flowtly.profile"]) == (b"transactions", b"sandbox")


def test_parts_of_records_can_be_pulled_as_rows(flowtly: Flowtly) -> None:
    flowtly("pull", "invoice-rows", "-o", "rows.csv", "--ids")

    header, first, *_rest = (flowtly.folder / "rows.csv").read_text("utf-8-sig").splitlines()
    assert header == "Command,Id,Invoice,# Invoice id,Name,Quantity,Net price,VAT rate"
    assert first == ",1/1,F/2026/01/001,1,Datamodell 2026,11,862.5,25"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("budgets", "transactions", "-o", "x.csv"), "A .csv file holds the records of one entity, and 2 are asked"),
        (("-o", "x.parquet"), "A .parquet file holds the records of one entity, and 12 are asked for."),
        (("budgets", "-o", "-", "--format", "parquet"), "parquet is no text, so it needs a file: -o NAME.parquet."),
        (("budgets", "-o", "-"), "xlsx is no text, so it needs a file: -o NAME.xlsx."),
        (("budgets", "-o", "x", "--format", "ods"), "'ods' is not one of"),
    ],
)
def test_what_a_form_cannot_hold_is_refused(flowtly: Flowtly, arguments: tuple[str, ...], said: str) -> None:
    refused = flowtly("pull", *arguments)

    assert refused.code == 2
    assert said in refused.err
    assert not list(flowtly.folder.glob("x*"))


def test_a_file_is_written_whole_or_not_at_all(flowtly: Flowtly) -> None:
    path = flowtly.folder / "b.csv"
    path.write_text("mine", encoding="utf-8")

    refused = flowtly("pull", "budgets", "-o", "b.csv", "--filter", "colour=red")

    assert refused.code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert sorted(each.name for each in Path(flowtly.folder).glob("*b.csv*")) == ["b.csv"]
