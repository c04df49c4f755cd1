"""Verdicts: what the control totals of a run came to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the verdict on each run; those before it have none."""
    op.add_column("runs", sa.Column("verification", sa.Text()))
