"""Alembic's door: it is handed an open connection that already holds the transaction of the whole upgrade."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
