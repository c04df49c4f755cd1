"""A list that stays incomplete: a pull says so wherever somebody may look, and nothing is decided by it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import openpyxl
import pytest
from command_line import Flowtly

GROUPS = [{"@id": f"/api/budget-groups/{n}", "id": str(n), "name": f"Group {n}"} for n in (1, 2)]


@contextmanager
def counting(total: int) -> Iterator[str]:
    """Serve two groups and no other records, and count as many of both as told."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            of_groups = urlsplit(self.path).path == "/budget-groups"
            listed = {"totalItems": total if of_groups else 0, "member": GROUPS if of_groups else []}
            body = json.dumps(listed).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def lacking(home: Path) -> Iterator[None]:
    """Make a service that counts one group more than it gives the default profile."""
    with counting(3) as url:
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\n')
        yield


SAID = "Budget groups: the service counts 3 records and gave 2"


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize("arguments", [(), ("--filter", "name=Group")], ids=["whole", "part"])
def test_a_pull_that_stays_incomplete_ends_with_10_and_is_marked_everywhere(
    flowtly: Flowtly, arguments: tuple[str, ...]
) -> None:
    pulled = flowtly("-q", "--json", "pull", "budget-groups", "-o", "groups.xlsx", *arguments)

    assert pulled.code == 10
    assert SAID in pulled.err
    told = json.loads(pulled.out)
    assert told["records"] == {"budget-groups": 2}
    assert told["incomplete"] == {"budget-groups": {"found": 2, "counted": 3, "ending": "last"}}
    sheet = openpyxl.load_workbook(flowtly.folder / "groups.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(text.startswith(SAID) for text in texts)


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_other_forms_end_with_10_and_warn_as_well(flowtly: Flowtly, form: str) -> None:
    pulled = flowtly("-q", "pull", "budget-groups", "-o", f"groups.{form}")

    assert (pulled.code, SAID in pulled.err) == (10, True)
    assert "Group 2" in (flowtly.folder / f"groups.{form}").read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("lacking")
def test_a_plan_by_a_list_that_lacks_records_stops_with_a_sentence(flowtly: Flowtly) -> None:
    flowtly("pull", "budget-groups", "-o", "groups.xlsx")

    planned = flowtly("plan", "groups.xlsx")

    assert planned.code == 9
    assert SAID in planned.err
    assert "nothing was decided by it" in planned.err


def test_a_later_plan_knows_that_the_workbook_lacks_records(flowtly: Flowtly, home: Path) -> None:
    with counting(3) as url:
        settings = f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\n'
        (home / "config.toml").write_text(settings)
        flowtly("pull", "budget-groups", "-o", "groups.xlsx")
        GROUPS.append({"@id": "/api/budget-groups/3", "id": "3", "name": "Group 3"})
        try:
            planned = flowtly("--json", "plan", "groups.xlsx")
        finally:
            GROUPS.pop()

    assert planned.code == 0
    (note,) = [note for note in json.loads(planned.out)["notes"] if "pulled" in note]
    assert note.startswith("Budget groups: when this workbook was pulled, the service counts 3 records and gave 2.")


def test_a_pull_that_is_complete_says_nothing_of_it(flowtly: Flowtly, home: Path) -> None:
    with counting(2) as url:
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\n')
        pulled = flowtly("--json", "pull", "budget-groups", "-o", "groups.xlsx")

    assert (pulled.code, json.loads(pulled.out)["incomplete"]) == (0, {})
