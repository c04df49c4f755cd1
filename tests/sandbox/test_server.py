"""Starting, stopping, sharing and seeding anew."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.sandbox.support import LD, Serve
from toolkit.errors import PortTaken
from toolkit.sandbox.server import reset, running
from toolkit.sandbox.switches import Switches

OPEN = Switches(anonymous=True)


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "new" / "folder", OPEN) as url:
        made = httpx.post(f"{url}/budget-groups", json={"name": "kept"}, headers=LD).json()
    with running(tmp_path / "new" / "folder", OPEN) as url:
        assert httpx.get(f"{url}{made['@id']}").json() == made
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_the_file_is_in_the_folder_and_whole(tmp_path: Path) -> None:
    with running(tmp_path, OPEN):
        pass
    connection = sqlite3.connect(tmp_path / "sandbox.sqlite3")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_port_may_be_chosen_and_be_taken(tmp_path: Path) -> None:
    with running(tmp_path, OPEN) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(PortTaken, match=f"Port {port} is not free"), running(tmp_path, OPEN, port):
            pass
    with running(tmp_path, OPEN, port) as again:
        assert again == url == f"http://127.0.0.1:{port}"


def test_two_servers_share_a_file(serve: Serve) -> None:
    one, two = serve(Switches()), serve(Switches())
    ids = [client.post("/budget-groups", json={"name": "x"}).json()["id"] for client in (one, two, one)]
    assert len(set(ids)) == 3
    assert one.get("/budget-groups").json() == two.get("/budget-groups").json()


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    program = (
        "import sys, httpx, pathlib\n"
        "from toolkit.sandbox.server import running\n"
        "from toolkit.sandbox.switches import Switches\n"
        "with running(pathlib.Path(sys.argv[1]), Switches(anonymous=True)) as url:\n"
        "    for n in range(20):\n"
        "        httpx.post(f'{url}/budget-groups', json={'name': 'theirs'}).raise_for_status()\n"
    )
    with running(tmp_path, OPEN) as url:
        other = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
        for _ in range(20):
            assert httpx.post(f"{url}/budget-groups", json={"name": "ours"}).status_code == 201
        assert other.wait() == 0
        names = [each["name"] for each in httpx.get(f"{url}/budget-groups?itemsPerPage=100").json()["member"]]
    assert (names.count("ours"), names.count("theirs")) == (20, 20)


def test_reset_forgets_everything_also_under_a_running_server(serve: Serve, tmp_path: Path) -> None:
    client = serve(Switches())
    made = client.post("/budget-groups", json={"name": "x"}).headers["location"]
    reset(tmp_path / "own")
    assert client.get(made).status_code == 404
    assert client.post("/budget-groups", json={"name": "x"}).headers["location"] == made


def test_a_file_of_other_declarations_is_filled_anew(serve: Serve, tmp_path: Path) -> None:
    made = serve(Switches()).post("/budget-groups", json={"name": "x"}).headers["location"]
    connection = sqlite3.connect(tmp_path / "own" / "sandbox.sqlite3")
    with connection:
        connection.execute("UPDATE settings SET value = 'older' WHERE name = 'schema'")
    connection.close()
    assert serve(Switches()).get(made).status_code == 404


def test_a_table_that_is_gone_is_a_bare_500(serve: Serve, tmp_path: Path) -> None:
    client = serve(Switches())
    connection = sqlite3.connect(tmp_path / "own" / "sandbox.sqlite3")
    with connection:
        connection.execute('DROP TABLE "budget-projects"')
    connection.close()
    failed = client.get("/budget-projects")
    assert (failed.status_code, failed.json()["detail"]) == (500, "Internal Server Error")
    assert client.get("/budgets").status_code == 200


def test_many_requests_of_one_connection_are_answered(client: httpx.Client) -> None:
    assert {client.get("/currencies").status_code for _ in range(20)} == {200}
