"""There: which records an entity had before a run created more of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the ids on each run; of those before it nobody knows."""
    op.add_column("runs", sa.Column("there", sa.Text()))
