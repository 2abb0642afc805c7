"""The command line: reads what was asked, calls a room, prints.

Takes: arguments.   Gives: words or one JSON document on stdout, notes on stderr, an exit code.
Touches: the terminal; the rooms it calls touch the rest.
Read first: `main`, then `app.py`.
Promise: `--help` starts no room; an error is a paragraph that says what to do next, never a traceback.
"""

from paperledge.cli.app import main

__all__ = ["main"]
