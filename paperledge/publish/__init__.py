"""Takes: digests and episodes, and the library where pages are made again.
Gives: the podcast feed, the day's mail, the site, the page of a script; findings about any podcast feed.
Touches: disk under `site/` and `mail/` of the home; network only in `send_mail`, to the mail server set up.
Read first: views.py (what is shown, in which words), then feed.py, mail.py, site.py; templates/ for the pages.
Promise: same input, same bytes; files are whole or not there; any text is safe in feed, mail and page.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checkfeed import check_feed
    from .digests import digest_of, keep_digest
    from .feed import FeedPlace, build_feed
    from .findings import Finding
    from .mail import build_mail, write_eml
    from .pages import Pages
    from .scriptpage import build_script_page
    from .send import send_mail
    from .site import build_site, publish_site

# Imported when used: templates and XML take their time to load.
_MODULES = {
    "FeedPlace": "feed",
    "Finding": "findings",
    "Pages": "pages",
    "build_feed": "feed",
    "build_mail": "mail",
    "build_script_page": "scriptpage",
    "build_site": "site",
    "check_feed": "checkfeed",
    "digest_of": "digests",
    "keep_digest": "digests",
    "publish_site": "site",
    "send_mail": "send",
    "write_eml": "mail",
}

__all__ = [
    "FeedPlace",
    "Finding",
    "Pages",
    "build_feed",
    "build_mail",
    "build_script_page",
    "build_site",
    "check_feed",
    "digest_of",
    "keep_digest",
    "publish_site",
    "send_mail",
    "write_eml",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
