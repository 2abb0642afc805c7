"""What must hold of each item's elements of the podcast namespace."""

from collections.abc import Iterator

from lxml import etree

from paperledge.publish.feedrules_channel import LANGUAGE, is_web
from paperledge.publish.feedrules_item import seconds_of
from paperledge.publish.findings import APPLE, CHAPTERS, PODCAST_NS, RuleBook, all_of, text_of

PODCAST_ITEM = RuleBook()
rule = PODCAST_ITEM.rule

TRANSCRIPTS = frozenset(
    {"text/vtt", "application/x-subrip", "application/srt", "application/json", "text/html", "text/plain"}
)
GROUPS = frozenset(
    "creative direction,cast,writing,audio production,audio post-production,administration,visuals,community,"
    "misc.,video production,video post-production".split(",")
)
SHOWN = 128  # characters of a text that the namespace lets players cut


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if value >= 0 and value != float("inf") else None


@rule("P01", "error", "podcast:transcript has a whole web address", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:transcript"):
        if not is_web(node.get("url")):
            yield f"{node.get('url')!r}"


@rule("P02", "error", "podcast:transcript has a type that players know", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:transcript"):
        if node.get("type") not in TRANSCRIPTS:
            yield f"{node.get('type')!r}"


@rule("P03", "warning", "there is a transcript as WebVTT or SRT", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    types = {node.get("type") for node in all_of(item, "podcast:transcript")}
    if not types & {"text/vtt", "application/x-subrip", "application/srt"}:
        yield "none with times"


@rule("P04", "error", "a transcript's language is a language tag", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:transcript"):
        if (tag := node.get("language")) is not None and not LANGUAGE.fullmatch(tag):
            yield f"{tag!r}"


@rule("P05", "error", "a transcript's rel is captions or not there", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:transcript"):
        if node.get("rel") not in (None, "captions"):
            yield f"{node.get('rel')!r}"


@rule("P06", "error", "podcast:chapters has a whole web address", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:chapters"):
        if not is_web(node.get("url")):
            yield f"{node.get('url')!r}"


@rule("P07", "warning", "podcast:chapters has the type application/json+chapters", CHAPTERS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:chapters"):
        if node.get("type") != "application/json+chapters":
            yield f"{node.get('type')!r}"


@rule("P08", "error", "podcast:chapters stands once at most", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    if (count := len(all_of(item, "podcast:chapters"))) > 1:
        yield f"{count} of them"


@rule("P09", "error", "podcast:soundbite has startTime and duration in seconds", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:soundbite"):
        for name in ("startTime", "duration"):
            if _number(node.get(name)) is None:
                yield f"{name} is {node.get(name)!r}"


@rule("P10", "error", "a soundbite lies within its episode", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    seconds = seconds_of(text_of(item, "itunes:duration"))
    for node in all_of(item, "podcast:soundbite"):
        start, length = _number(node.get("startTime")), _number(node.get("duration"))
        if seconds and start is not None and length is not None and start + length > seconds + 1:
            yield f"ends at {start + length:.1f} s of {seconds} s"


@rule("P11", "advice", "a soundbite lasts 15 to 120 s", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:soundbite"):
        length = _number(node.get("duration"))
        if length is not None and not 15 <= length <= 120:
            yield f"{length:g} s"


@rule("P12", "advice", "a soundbite's title has at most 128 characters", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:soundbite"):
        if len(node.text or "") > SHOWN:
            yield f"{len(node.text or '')} characters"


@rule("P13", "error", "podcast:person names somebody in at most 128 characters", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:person"):
        if not 0 < len((node.text or "").strip()) <= SHOWN:
            yield f"{node.text!r}"


@rule("P14", "error", "a person's links are whole web addresses", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:person"):
        for name in ("href", "img"):
            if (url := node.get(name)) is not None and not is_web(url):
                yield f"{name} is {url!r}"


@rule("P15", "advice", "a person's group is one of the taxonomy", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:person"):
        if (group := node.get("group")) is not None and group.lower() not in GROUPS:
            yield f"{group!r}"


@rule("P16", "error", "podcast:txt purpose=ai-content says true or false", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:txt"):
        if node.get("purpose") == "ai-content" and (node.text or "").strip() not in ("true", "false"):
            yield f"{node.text!r}"


@rule("P17", "error", "podcast:txt has at most 4,000 characters and a purpose of at most 128", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:txt"):
        if len(node.text or "") > 4000 or len(node.get("purpose") or "") > SHOWN:
            yield f"{len(node.text or '')} characters, purpose {len(node.get('purpose') or '')}"


@rule("P18", "error", "podcast:season is a whole number, podcast:episode a number", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    season, episode = text_of(item, "podcast:season"), text_of(item, "podcast:episode")
    if season is not None and not (season.isascii() and season.isdigit()):
        yield f"season {season!r}"
    if episode is not None and _number(episode) is None:
        yield f"episode {episode!r}"


@rule("P19", "error", "podcast:alternateEnclosure has a type and a source", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:alternateEnclosure"):
        if not node.get("type") or not [s for s in all_of(node, "podcast:source") if s.get("uri")]:
            yield f"type {node.get('type')!r}, {len(all_of(node, 'podcast:source'))} sources"


@rule("P20", "error", "podcast:license names a licence in at most 128 characters", PODCAST_NS)
def _(item: etree._Element) -> Iterator[str]:
    for node in all_of(item, "podcast:license"):
        if not 0 < len((node.text or "").strip()) <= SHOWN:
            yield f"{node.text!r}"
