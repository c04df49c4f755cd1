"""Erased: the digests of runs and direct requests of which values were erased or pruned, for the chain of bundles."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the digests; nothing has been erased so far."""
    op.add_column("runs", sa.Column("erased", sa.Text()))
    op.add_column("direct", sa.Column("kept", sa.Text()))
