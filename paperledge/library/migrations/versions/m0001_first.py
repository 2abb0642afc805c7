"""The first schema: papers and their history, readers, days, deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From an empty database."""
    papers()
    readers()
    days()


def papers() -> None:
    """Papers and what belongs to one."""
    op.create_table(
        "papers",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("announce_type", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("doi", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_papers"),
        sa.UniqueConstraint("id", name="uq_papers_id"),
    )
    op.create_index("ix_papers_day", "papers", ["day"], unique=False)
    op.create_table(
        "versions",
        sa.Column("paper", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.id"], name="fk_versions_paper", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("paper", "version", name="pk_versions"),
    )
    op.create_table(
        "attention",
        sa.Column("paper", Key, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("upvotes", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("paper", "source", "seen_on", name="pk_attention"),
    )
    op.create_table(
        "documents",
        sa.Column("paper", Key, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.id"], name="fk_documents_paper", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("paper", name="pk_documents"),
    )
    op.create_table(
        "cursors",
        sa.Column("source", Key, nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_cursors"),
    )
    op.create_table(
        "totals",
        sa.Column("name", Key, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_totals"),
    )


def readers() -> None:
    """Readers and what belongs to one."""
    op.create_table(
        "readers",
        sa.Column("name", Key, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("digest_papers", sa.Integer(), nullable=False),
        sa.Column("token", Key, nullable=False),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_readers"),
        sa.UniqueConstraint("token", name="uq_readers_token"),
    )
    op.create_table(
        "votes",
        sa.Column("reader", Key, nullable=False),
        sa.Column("paper", Key, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["papers.id"], name="fk_votes_paper"),
        sa.ForeignKeyConstraint(["reader"], ["readers.name"], name="fk_votes_reader", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader", "paper", name="pk_votes"),
    )
    op.create_index("ix_votes_paper", "votes", ["paper"], unique=False)
    op.create_table(
        "shown",
        sa.Column("reader", Key, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("paper", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "channel", "paper", name="pk_shown"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("message_id", Key, nullable=False),
        sa.Column("reader", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_reader", "deliveries", ["reader"], unique=False)


def days() -> None:
    """What a day made."""
    op.create_table(
        "episodes",
        sa.Column("id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_episodes"),
    )
    op.create_index("ix_episodes_day", "episodes", ["day", "place"], unique=False)
    op.create_table(
        "steps",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", name="pk_steps"),
    )
