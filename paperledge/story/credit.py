"""Who wrote it, and where to find it, said aloud."""

import re

from paperledge.prose import plain
from paperledge.records import Document, Paper
from paperledge.story.reading import is_order

_GREETED = 14  # words of a title that can open an episode
_NAME = 4  # words of a name at most
_SAID = 3  # authors named before "and colleagues"


def credit_lines(paper: Paper) -> list[str]:
    """Two sentences: title and authors; where to find it. No address is spoken."""
    title = said_title(paper)
    by = _authors(paper)
    mark = "" if title.endswith(("?", "!")) else ","
    named = (
        f"The paper is called “{title}”"
        if not is_order(paper.title)
        else "The title of the paper stands in the show notes"
    )
    return [f"{named}{mark if by else ''}{by}.".replace("?”.", "?”").replace("!”.", "!”"), _where(paper)]


def said_title(paper: Paper) -> str:
    """The title as it can be said inside quotation marks."""
    title = re.sub(r"[“\"]([^”\"]*)[”\"]", r"‘\1’", plain(paper.title))
    return re.sub(r"[\ue000\ue001“”]", "", title).strip(" .")


def short_title(paper: Paper) -> str:
    """The title's first part as it is said, or where that is a bare name ("CAG: ...") the second."""
    first, _, second = said_title(paper).partition(": ")
    return second if second and " " not in first else first


def title_to_greet(paper: Paper) -> str:
    """The title, or the half of it that says something, where it's short enough to open with; else "".

    Of "NAME: what it is" the second half; of "What it is: a study in mice" the first.
    """
    title = re.sub(r"\s*\([^()]*\)$", "", said_title(paper))
    if is_order(paper.title) or title.isupper() or re.search(r"[=^_{}\\$<>|]", title):
        return ""
    first, mark, second = title.partition(": ")
    few = len(first.split()) <= _NAME
    coined = " " not in first.strip() or (few and re.search(r"[a-z][A-Z]|[A-Z]{2}|\d", first))
    if mark and coined and len(second.split()) >= 3:
        title = second
    elif mark and len(title.split()) > _GREETED and len(first.split()) >= 4:
        title = first
    return title if 3 <= len(title.split()) <= _GREETED else ""


def _authors(paper: Paper) -> str:
    names = [plain(a).strip() for a in paper.authors if a.strip()]
    if not names:
        return ""
    if len(names) <= _SAID:
        listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    else:
        listed = ", ".join(names[:_SAID]) + " and colleagues"
    return " by " + listed.rstrip(".")


def _where(paper: Paper) -> str:
    source, _, rest = paper.id.partition(":")
    if source == "arxiv" and rest:
        return f"You'll find it on arXiv, under the number {re.sub(r'v[0-9]+$', '', rest)}."
    if source == "acl" and rest:
        return "You'll find it in the anthology of computational linguistics; the link is in the show notes."
    if source == "doi":
        return "You'll find the link to it in the show notes."
    return "You'll find it by its title."


def how_read(document: Document, enough: bool) -> str:
    """What the host says was read: "full", "cut", "abstract", or "short" where that gave little."""
    if document.read == "full text":
        return "cut" if any("left out" in n or "not read" in n for n in document.notes) else "full"
    return "abstract" if enough else "short"
