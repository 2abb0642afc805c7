"""Brings a database to the schema of this program, whole or not at all."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from paperledge.errors import LibraryError

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0002"  # the newest step; a test compares it with the folder


def migrate(engine: Engine, where: str) -> None:
    """Run the missing steps in one transaction with their record. Raises LibraryError for a newer schema."""
    with engine.connect() as reading:
        found = schema_version(reading)
    if found == HEAD:
        return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        # Asked again now that nobody else can be migrating.
        found = schema_version(connection)
        if found and found not in known_versions():
            raise LibraryError(
                f"{where} has schema {found}, which is newer than this program's {HEAD}",
                kept="everything; nothing was changed",
                next_step="update paperledge, or open another home",
            )
        if found != HEAD:
            _upgrade(connection)


def schema_version(connection: Connection) -> str:
    """The step a database is at; "" for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def known_versions() -> set[str]:
    """Every step this program knows."""
    return {path.name[1:5] for path in (FOLDER / "versions").glob("m[0-9]*.py")}


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
