"""What Alembic runs: every step over the connection it was given, within that connection's transaction."""

from alembic import context

from toolkit.applying.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
