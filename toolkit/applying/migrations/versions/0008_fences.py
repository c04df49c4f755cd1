"""Fences: the number of a lease, under which a request was sent, and until when it may still arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them; what was sent before has neither."""
    op.add_column("leases", sa.Column("fence", sa.BigInteger(), nullable=False, server_default="0"))
    for table in ("changes", "direct"):
        op.add_column(table, sa.Column("fence", sa.BigInteger()))
        op.add_column(table, sa.Column("deadline", sa.Text()))
