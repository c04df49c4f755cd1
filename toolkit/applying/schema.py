"""The journal's tables, for SQLite and PostgreSQL alike: no floats, JSON and UTC times as text."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, Table, Text

METADATA = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts up: SQLite does so for INTEGER alone."""

RUNS = Table(
    "runs",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("plan_id", Text, nullable=False, unique=True),  # unique: this is what burns a plan
    Column("plan", Text, nullable=False),
    Column("workbook", Text, nullable=False),
    Column("workbook_sha256", Text, nullable=False, index=True),
    Column("service", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("planned_at", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("result", Text),
    Column("verification", Text),
    Column("there", Text),  # ids by entity
    Column("pruned", Text),  # the digest of what is gone
    Column("erased", Text),  # the digest of what was there before some of it was erased
)

LEASES = Table(
    "leases",
    METADATA,
    Column("service", Text, primary_key=True),
    Column("profile", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),  # by the database's clock; empty once it was given back
    Column("fence", BigInteger, nullable=False, server_default="0"),
)

DIRECT = Table(
    "direct",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("service", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("body", Text),
    Column("before", Text),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("answered_at", Text),
    Column("source", Text),
    Column("fence", BigInteger),
    Column("deadline", Text),  # by the database's clock
    Column("kept", Text),  # the digest of what was pruned or erased
)
"""Writes that somebody sent by hand, outside of any plan."""

REQUESTS = Table(
    "requests",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("run", Text, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("n", Integer, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("service_id", Text),
    Column("milliseconds", Integer),
    Column("exposed", Integer),  # milliseconds, too
)
"""Every request of every change; a change may need several, and a resume may send one again."""

CHANGES = Table(
    "changes",
    METADATA,
    Column("run", Text, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("entity", Text, nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("verb", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("conflict", Boolean, nullable=False),
    Column("request_sha256", Text),
    Column("record", Text, index=True),  # the id of the record that is written
    Column("twin", Text),
    Column("detail", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("mismatches", Text, nullable=False),
    Column("known", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("sent_at", Text),
    Column("answered_at", Text),
    Column("fence", BigInteger),  # that of the lease under which it was written last
    Column("deadline", Text),  # by the database's clock; empty where nothing may arrive any more
)
