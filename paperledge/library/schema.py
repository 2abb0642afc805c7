"""The tables as the newest migration leaves them; a test compares the two.

What a NULL means stands beside each column that may hold one; docs/library.md says which call each index serves.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Compared byte by byte on every database, so that a range of ids is the same range everywhere.
Key = Text().with_variant(Text(collation="C"), "postgresql")

papers = Table(
    "papers",
    metadata,
    # A new number at every change: rows stand in the order in which a follower must read them.
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("id", Key, nullable=False),
    Column("day", Date),  # announced_on, else date; NULL: neither is known
    Column("title", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("date", Date),  # NULL: the source does not say
    Column("categories", JSON, nullable=False),
    Column("links", JSON, nullable=False),
    Column("announced_on", Date),  # NULL: never seen in an announcement
    Column("updated_on", Date),  # NULL: the source does not say
    Column("version", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("announce_type", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("doi", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("source", Text, nullable=False),
    UniqueConstraint("id"),
    Index(None, "day"),
)

versions = Table(
    "versions",
    metadata,
    Column("paper", Key, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("updated_on", Date),  # NULL: the source did not say
    Column("title", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("source", Text, nullable=False),
)

attention = Table(
    "attention",
    metadata,
    Column("paper", Key, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("seen_on", Date, primary_key=True),
    Column("upvotes", Integer, nullable=False),
    Column("comments", Integer, nullable=False),
    Column("stars", Integer, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("paper", Key, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("body", JSON, nullable=False),
)

readers = Table(
    "readers",
    metadata,
    Column("name", Key, primary_key=True),
    Column("email", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("digest_papers", Integer, nullable=False),
    Column("token", Key, nullable=False),
    Column("subscribed", Boolean, nullable=False),
    UniqueConstraint("token"),
)

votes = Table(
    "votes",
    metadata,
    Column("reader", Key, ForeignKey("readers.name", ondelete="CASCADE"), primary_key=True),
    Column("paper", Key, ForeignKey("papers.id"), primary_key=True),
    Column("value", Integer, nullable=False),  # 1 or -1; no row: no vote
    Column("place", Integer, nullable=False),  # order in which the reader's votes were given
    Column("voted_at", DateTime, nullable=False),  # UTC
    Index(None, "paper"),
)

shown = Table(
    "shown",
    metadata,
    Column("reader", Key, primary_key=True),  # "" stands for everybody
    Column("channel", Text, primary_key=True),  # "page", "mail", "episode", "search"
    Column("paper", Key, primary_key=True),
    Column("day", Date, nullable=False),  # the first one
    sqlite_with_rowid=False,
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("day", Date, nullable=False),
    Column("place", Integer, nullable=False),  # rank order within the day, from 0
    Column("body", JSON, nullable=False),  # the whole Episode, its script and seal included
    Index(None, "day", "place"),
)

steps = Table(
    "steps",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Key, primary_key=True),
    Column("result", JSON, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", Key, primary_key=True),
    Column("cursor", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("message_id", Key, primary_key=True),
    Column("reader", Key, nullable=False),  # "" for a mail that is nobody's own
    Column("day", Date),  # NULL: not about a day
    Column("state", Text, nullable=False),  # "begun", "sent", "failed"
    Column("tries", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_at", DateTime, nullable=False),  # UTC
    Index(None, "reader"),
)

# How far a file that is being imported has come; its row goes when the whole import is done.
imports = Table(
    "imports",
    metadata,
    Column("file", Key, primary_key=True),  # path, size and time of change
    Column("records", Integer, nullable=False),  # taken from it so far, rejects among them
    Column("papers", Integer, nullable=False),
    Column("rejects", Integer, nullable=False),
    Column("rejects_bytes", BigInteger, nullable=False),  # of the file of rejects that belong to those records
    Column("done", Boolean, nullable=False),  # read to its end
)

searches = Table(
    "searches",
    metadata,
    Column("reader", Key, primary_key=True),  # "" stands for everybody
    Column("name", Key, primary_key=True),
    Column("query", Text, nullable=False),  # as typed
    Column("like", JSON, nullable=False),  # paper ids
    Column("less", JSON, nullable=False),
    Column("after", Integer, nullable=False),  # the newest change of the library when it was saved
)

totals = Table(
    "totals",
    metadata,
    Column("name", Key, primary_key=True),
    Column("value", Integer, nullable=False),
)
