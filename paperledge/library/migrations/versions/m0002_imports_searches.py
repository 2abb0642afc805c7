"""How far each file was imported, and saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Two new tables; nothing that was there changes."""
    op.create_table(
        "imports",
        sa.Column("file", Key, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("rejects", sa.Integer(), nullable=False),
        sa.Column("rejects_bytes", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_imports"),
    )
    op.create_table(
        "searches",
        sa.Column("reader", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("like", sa.JSON(), nullable=False),
        sa.Column("less", sa.JSON(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "name", name="pk_searches"),
    )
