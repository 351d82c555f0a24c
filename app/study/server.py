"""The server of a study: a page, pictures under names that say nothing, and answers to keep.

It never says what is real before it was asked, and afterwards in practice alone. It keeps nothing
in memory: what somebody has answered is read from their file each time, so a restart loses nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from anyio import to_thread
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from app.origin import from_here
from pix2pix.errors import DataError, Pix2PixError, RunError, complaint
from pix2pix.study.folder import Study
from pix2pix.study.lines import Given
from pix2pix.study.people import Person

APP = Path(__file__).parents[1]
STATIC = Path(__file__).parent / "static"
SHARED = ("canvas.css", "elements.js", "remembered.js")  # of the canvas
MOST_BYTES = 2000  # of an answer; one takes about 100
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
KEPT = "private, max-age=86400, immutable"  # a picture never changes
Said = Mapping[str, object]
Answering = Callable[[Study, Request, bytes], Said]


def application(study: Study, hosts: Sequence[str]) -> Starlette:
    """The server of one study, for browsers that call it by one of these names."""
    files = {
        "/": STATIC / "index.html",
        "/icon.svg": APP / "canvas" / "site" / "icon.svg",
        **{f"/study/static/{path.name}": path for path in STATIC.glob("*.[cj]s*")},
        **{f"/canvas/static/{name}": APP / "canvas" / "static" / name for name in SHARED},
    }

    async def file(request: Request) -> Response:
        return FileResponse(
            files[request.url.path], headers={**HEADERS, "Cache-Control": "no-cache"}
        )

    def picture(request: Request) -> Response:
        # Its bytes alone: when a file was written would tell what was made last.
        try:
            content = study.picture(request.path_params["name"])
        except DataError:
            return Response(status_code=404, headers=HEADERS)
        headers = {**HEADERS, "Cache-Control": KEPT}
        return Response(content, headers=headers, media_type="image/png")

    routes = [
        *(Route(place, file) for place in files),
        Route("/pictures/{name}", picture),
        Route("/about", _answered(study, about)),
        Route("/people", _answered(study, begin), methods=["POST"]),
        Route("/people/{number}", _answered(study, go_on)),
        Route("/people/{number}/answers", _answered(study, answer), methods=["POST"]),
    ]
    named = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return Starlette(routes=routes, middleware=[named])


def about(study: Study, request: Request, body: bytes) -> Said:
    """What the page must know before anybody begins; nothing of the models."""
    settings, contents = study.settings, study.contents
    return {
        "key": study.digest[:16],
        "presentation": settings.presentation,
        "seconds": settings.seconds,
        "width": contents.width,
        "height": contents.height,
        "practice": settings.practice,
        "counted": settings.trials + settings.checks,
    }


def begin(study: Study, request: Request, body: bytes) -> Said:
    """Let somebody take part."""
    return _standing(Person.begin(study))


def go_on(study: Study, request: Request, body: bytes) -> Said:
    """Where somebody stands, who may have closed the page in between."""
    return _standing(Person.find(study, request.path_params["number"]))


def answer(study: Study, request: Request, body: bytes) -> Said:
    """Keep an answer; what was right is told in practice alone."""
    person = Person.find(study, request.path_params["number"])
    try:
        given = Given.model_validate_json(body)
    except ValidationError as error:
        raise DataError(
            f"The page sent something this server cannot read ({complaint(error)}). Reload it."
        ) from error
    kept = person.record(given)
    standing = _standing(person)
    if kept.kind == "practice":
        return {**standing, "truth": person.trials[kept.trial].fake, "right": kept.right}
    return standing


def _standing(person: Person) -> Said:
    """The next picture, the one after it, and, at the end, how many were told rightly."""
    answers = person.answers()
    left = person.trials[len(answers) : len(answers) + 2]
    counted = [each.right for each in answers if each.kind == "trial"]
    done = len(answers) == len(person.trials)
    return {
        "person": person.number,
        "answered": len(answers),
        "pictures": [list(trial.shown) for trial in left],
        "score": {"right": sum(counted), "of": len(counted)} if done else None,
    }


def _answered(study: Study, ask: Answering) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers with JSON: what was asked for, or a sentence on what went wrong."""

    async def route(request: Request) -> Response:
        body = b""
        if request.method == "POST" and not from_here(request):
            return _json({"error": "This page is not one of this server."}, 403)
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return _json({"error": f"More than {MOST_BYTES} bytes were sent."}, 413)
        try:
            return _json(await to_thread.run_sync(ask, study, request, body), 200)
        except RunError as error:
            return _json({"error": str(error)}, 404)
        except Pix2PixError as error:
            return _json({"error": str(error)}, 400)

    return route


def _json(said: Said, status: int) -> Response:
    return JSONResponse(said, status, headers={**HEADERS, "Cache-Control": "no-store"})
