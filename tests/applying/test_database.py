"""The journal's database is made at first use, brought up to date with a copy kept, and never guessed at."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from tests.applying.plans import Planner
from toolkit.applying.database import HEAD, MIGRATIONS, connect
from toolkit.applying.journal import open_journal
from toolkit.applying.schema import METADATA
from toolkit.errors import JournalTooNew, JournalUnusable


def older(url: str, revision: str) -> None:
    """Make a journal as an earlier version did."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def revision_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_the_last_step_is_the_one_that_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_steps_lead_to_the_tables_that_the_program_uses(journal_url: str) -> None:
    engine = connect(journal_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()

    assert differences == []


def test_a_journal_is_made_with_its_folder_and_safe_settings(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'a' / 'b' / 'journal.sqlite3'}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_an_older_journal_is_copied_before_it_is_changed(tmp_path: Path, planner: Planner) -> None:
    file = tmp_path / "journal.sqlite3"
    older(f"sqlite:///{file}", "0001")

    with open_journal(f"sqlite:///{file}") as journal:
        journal.burn(planner.plan())

    (copy,) = tmp_path.glob("*.before-*")
    assert copy.name == f"journal.sqlite3.before-{HEAD}-from-0001"
    assert (revision_of(copy), revision_of(file)) == ("0001", HEAD)


def test_a_journal_of_this_version_is_opened_without_a_copy(tmp_path: Path) -> None:
    for _ in range(2):
        open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}").close()

    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite3"]


def test_a_journal_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite3"
    open_journal(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(JournalTooNew, match="later version"):
        open_journal(f"sqlite:///{file}")

    assert revision_of(file) == "9999"


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite3"
    file.write_bytes(b"PK\x03\x04 not a database, whatever its name says" * 100)

    with pytest.raises(JournalUnusable, match="file is not a database"):
        open_journal(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["no url at all", "nosuchdatabase://host/name"])
def test_an_address_that_means_no_database_is_refused(url: str) -> None:
    with pytest.raises(JournalUnusable, match="FLOWTLY_JOURNAL"):
        open_journal(url)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_text("in the way")

    with pytest.raises(JournalUnusable):
        open_journal(f"sqlite:///{tmp_path / 'file' / 'journal.sqlite3'}")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ada:hunter2@127.0.0.1:1/journal",
        "postgresql+psycopg://ada:hunter2",
        "postgresql+psycopg://ada:hunter2/x@127.0.0.1:1/journal",
        "postgresql+psycopg://ada@127.0.0.1:1/journal?password=hunter2",
        "postgresql+nothing://ada:hunter2@127.0.0.1/journal",
        "ada:hunter2@127.0.0.1/journal",
    ],
)
def test_a_password_is_never_shown(url: str) -> None:
    with pytest.raises(JournalUnusable) as raised:
        open_journal(url)

    assert "hunter2" not in f"{raised.value}{raised.value.__cause__}"
    assert "ada" in str(raised.value)
