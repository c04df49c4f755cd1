"""Between the plan of an upload and its first request, the service is looked at once more."""

from pathlib import Path

import pytest
from bank_files import crlf

from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import open_journal
from toolkit.bank.prove import prove
from toolkit.errors import FileUnreadable, StatementMoved
from toolkit.loop.imports import plan_import
from toolkit.loop.reach import reach
from toolkit.loop.statements import read_statements
from toolkit.loop.upload_chunks import plan_upload
from toolkit.loop.uploads import upload
from toolkit.settings import journal_url, load_profile

STATEMENT = crlf(
    *(":20:NOV26", ":25:DE89370400440532013000", ":28C:11/1", ":60F:C261101EUR1000,00"),
    *(":61:2611021102C5,00NTRFNONREF//REF5", ":86:Payment", ":62F:C261130EUR1005,00", "-"),
)


def test_what_a_colleague_brought_in_meanwhile_is_not_brought_again(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "november.sta"
    path.write_text(STATEMENT, newline="")
    proof = prove(read_statements(path))
    steps: list[tuple[int, int]] = []
    with reach(load_profile(None), home / "sandbox") as reached, open_journal(journal_url()) as journal:
        planned = plan_import(path, proof, reached, journal, None, "refuse")
        plan = plan_upload(path, planned, proof.reading, reached, 500)

        first = upload(planned, plan, reached, journal, lambda count, total: steps.append((count, total)))
        with pytest.raises(StatementMoved, match="somebody brought some of its movements in"):
            upload(planned, plan, reached, journal, lambda count, total: steps.append((count, total)))

        assert (first.exit_code, steps, len(direct_requests(journal))) == (0, [(1, 1)], 1)


def test_a_file_that_was_altered_since_it_was_proved_is_not_uploaded(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "november.sta"
    path.write_text(STATEMENT, newline="")
    proof = prove(read_statements(path))
    with reach(load_profile(None), home / "sandbox") as reached, open_journal(journal_url()) as journal:
        planned = plan_import(path, proof, reached, journal, None, "refuse")
        path.write_text(STATEMENT.replace("5,00", "6,00"), newline="")

        with pytest.raises(FileUnreadable, match="altered"):
            plan_upload(path, planned, proof.reading, reached, 500)
