"""The library: everything precious, in one database. The only room with SQL.

Takes: batches, papers, documents, readers, votes, episodes, steps, deliveries.
Gives: the same back as records, and what changed since a sequence number.
Touches: disk (SQLite in the home) or a PostgreSQL server; no network else, no model.
Read first: library.py for what it can do, schema.py for how it is kept, merge.py for one paper over many sources.
Promise: a call is done whole or not at all, whoever else writes and however the process ends.
"""

from paperledge.library.deliveries import Delivery
from paperledge.library.imports import Imported
from paperledge.library.library import Library, open_library
from paperledge.library.merge import merge_papers
from paperledge.library.papers import Added
from paperledge.library.searches import SavedSearch

__all__ = ["Added", "Delivery", "Imported", "Library", "SavedSearch", "merge_papers", "open_library"]
