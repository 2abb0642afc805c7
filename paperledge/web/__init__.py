"""Takes: settings, a library, a search index. Gives: pages, feed, sound and a small JSON API over HTTP.
Touches: the library (votes, unsubscribing), files under the home; network only as a server, no third party.
Read first: app.py, then people.py; the templates stand in the publish room.
Promise: state changes by POST alone; no path leads out of the home; every page works without script.
"""

from paperledge.web.app import build_app

__all__ = ["build_app"]
