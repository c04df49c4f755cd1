"""Requests: under which id each was sent, and how long it took."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of requests."""
    op.create_table(
        "requests",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text()),
        sa.Column("milliseconds", sa.Integer()),
        sa.Column("exposed", sa.Integer()),
    )
