"""Source: the file that a direct request was made of, by its SHA-256."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it; of requests before it nobody knows."""
    op.add_column("direct", sa.Column("source", sa.Text()))
