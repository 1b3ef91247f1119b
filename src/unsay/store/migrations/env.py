"""How Alembic runs our revisions: on the connection it is handed, in the transaction that is open on it."""

from alembic import context

from unsay.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
