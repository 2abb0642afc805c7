"""index.json: the one file that says what is valid. Swapped in whole: readers see old or new, never half."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperledge.errors import SearchError

FORMAT = 2
NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in an index folder."""

    data: str  # the subfolder that holds words/ and vectors/
    encoder: str  # name of the encoder that made the vectors
    dims: int
    rows: int = 0  # valid vectors, rows of replaced papers included
    sequence: int = 0  # the library's change up to which everything is in
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Swap this manifest in; on the disk when it returns."""
        new = folder / f"{NAME}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump(dataclasses.asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, None where there is no index. Raises SearchError where it cannot be used."""
    path = folder / NAME
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _broken(path, str(error)) from error
    if not isinstance(row, dict) or not isinstance(row.get("format"), int):
        raise _broken(path, "it names no format")
    if row["format"] > FORMAT:
        raise SearchError(
            f"the index in {folder} has format {row['format']}, this paperledge reads {FORMAT}",
            kept="the index as it is",
            next_step="install a newer paperledge, or delete the folder and run `paperledge doctor`",
        )
    if row["format"] < FORMAT:
        raise SearchError(
            f"the index in {folder} has format {row['format']}, this paperledge reads {FORMAT}",
            kept="the library, from which the index can be made again",
            next_step="run `paperledge doctor`",
        )
    return _checked(row, path)


def _checked(row: dict[str, Any], path: Path) -> Manifest:
    kinds = {field.name: field.type for field in dataclasses.fields(Manifest)}
    for name, kind in kinds.items():
        if type(row.get(name)) is not kind:
            raise _broken(path, f"{name} is {row.get(name)!r}")
    if Path(row["data"]).name != row["data"]:
        raise _broken(path, f"data is {row['data']!r}")
    return Manifest(**{name: row[name] for name in kinds})


def _broken(path: Path, why: str) -> SearchError:
    return SearchError(
        f"the search index cannot be read: {path}: {why}",
        kept="the library, from which the index can be made again",
        next_step="run `paperledge doctor`",
    )
