"""Pruned: the digest of a run whose bodies are gone, for the chain of audit bundles."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the digest; no run has been pruned so far."""
    op.add_column("runs", sa.Column("pruned", sa.Text()))
