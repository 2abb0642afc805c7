"""Feed, sound, transcripts, style: everything that is fetched rather than read."""

from fastapi import APIRouter, HTTPException, Request, Response

from paperledge.errors import PaperError
from paperledge.publish.addresses import MEDIA_TYPES, sound_suffix
from paperledge.publish.pages import STATIC
from paperledge.publish.site import episode_files
from paperledge.web.answers import PRIVATE, answer
from paperledge.web.desk import Desk
from paperledge.web.sound import SoundFile, send_sound

FEED_TYPE = "application/rss+xml; charset=utf-8"
TYPES = {
    "transcript.vtt": "text/vtt; charset=utf-8", "transcript.json": "application/json",
    "chapters.json": "application/json+chapters", "script.json": "application/json",
}  # fmt: skip
STATIC_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def file_routes(desk: Desk) -> APIRouter:
    """Feed, style, cover, and whether the server lives."""
    router = APIRouter()
    get = router.api_route
    # Read once: what is served is what the package holds, and no address is ever joined to a path.
    static = {
        path.name: (path.read_bytes(), STATIC_TYPES[path.suffix]) for path in STATIC.iterdir() if path.is_file()
    }

    @get("/feed.xml", methods=["GET", "HEAD"])
    def feed(request: Request) -> Response:
        return answer(request, desk.feed(), FEED_TYPE)

    @get("/feed/{token}.xml", methods=["GET", "HEAD"])
    def own_feed(request: Request, token: str) -> Response:
        reader = desk.library.reader_by_token(token)
        if reader is None:
            raise HTTPException(404, "This feed does not exist, or its address was renewed.")
        return answer(request, desk.feed(reader), FEED_TYPE, "private, no-cache")

    @get("/static/{name}", methods=["GET", "HEAD"])
    def style(request: Request, name: str) -> Response:
        if name not in static:
            raise HTTPException(404, f"There is no file {name}.")
        return answer(request, *static[name])

    @get("/cover.jpg", methods=["GET", "HEAD"])
    def cover(request: Request) -> Response:
        return answer(request, desk.cover(), "image/jpeg")

    @get("/robots.txt", methods=["GET", "HEAD"])
    def robots(request: Request) -> Response:
        return answer(
            request, "User-agent: *\nDisallow: /feed/\nDisallow: /for/\nDisallow: /unsubscribe/\n", "text/plain"
        )

    @get("/health", methods=["GET", "HEAD"])
    def health(request: Request) -> Response:
        return answer(request, f"ok, {desk.library.count()} papers\n", "text/plain", PRIVATE)

    return router


def episode_routes(desk: Desk) -> APIRouter:
    """Sound and what belongs to it."""
    router = APIRouter()
    get = router.api_route

    @get("/audio/{name}", methods=["GET", "HEAD"])
    def audio(request: Request, name: str) -> Response:
        episode = desk.episode_of_sound(name)
        assert episode.sound is not None
        path = desk.settings.home / episode.sound.path
        if not path.is_file():
            raise PaperError(
                f"the sound of {episode.id} is gone from {path.name}", next_step="`paperledge day` makes it again"
            )
        kind = MEDIA_TYPES.get(sound_suffix(episode), "application/octet-stream")
        return send_sound(request, SoundFile(path, kind, f'"{episode.sound.sha256[:32]}"'))

    @get("/episode/{name}/{file}", methods=["GET", "HEAD"])
    def beside(request: Request, name: str, file: str) -> Response:
        texts = episode_files(desk.episode(name)) if file in TYPES else {}
        if file not in texts:
            raise HTTPException(404, f"This episode has no {file}.")
        return answer(request, texts[file], TYPES[file], access_control_allow_origin="*")

    return router
