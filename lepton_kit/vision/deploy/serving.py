"""What runs in the service's process: FastAPI takes pictures apart with care, uvicorn carries the bytes.

The process is given a line of JSON and the network's file on its standard input, and answers with its port's number.
When the input ends, because the notebook stopped the service or is gone, the process ends.
"""

import asyncio
import io
import json
import os
import socket
import sys
import threading
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lepton_kit.vision.deploy.runtime import Runtime, open_runtime
from lepton_kit.vision.photo_files import read_image

__all__ = ["application", "main"]

TYPES = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/webp": ("WEBP",)}  # MPO: a phone's JPEG
MOST_BYTES, MOST_PIXELS = 5_000_000, 16_000_000  # of one picture; pixels are counted before it is unpacked
MOST_DISCARDED = 4 * MOST_BYTES  # of a refused body, before the connection is closed on it
MOST_REQUESTS = 64  # connections and requests at a time; uvicorn answers more of them with 503
AT_ONCE = 2  # pictures that are unpacked at a time


class Refused(HTTPException):
    """A request that cannot be answered: the status code, and a sentence that says what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message, {"Connection": "close"})  # the rest may be on its way


def application(runtime: Runtime, class_names: Sequence[str], *, version: str, seconds: float) -> Any:
    """The FastAPI application.

    Parameters
    ----------
    runtime : Runtime
    class_names : sequence of str
    version : str
        Goes out with every answer, so that it can be traced to its network.
    seconds : float
        How long a sender may take for the body.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    workers = CapacityLimiter(AT_ONCE)
    height, width, channels = runtime.classifier.size or (0, 0, 0)  # the service has made sure that there is one

    @app.get("/")
    async def usage():
        sentence = f"POST one PNG, JPEG or WebP picture of at most {MOST_BYTES:,} bytes to /classify, as the body."
        return {"usage": sentence, "classes": class_names, "version": version}

    @app.get("/health")
    async def health():
        return {"status": "ok", "version": version}

    @app.post("/classify")
    async def classify(request: Request):
        kind, content = await received(request, seconds)
        P = await to_thread.run_sync(classified, content, kind, limiter=workers)
        best = max(range(len(P)), key=P.__getitem__)
        chances = {name: round(chance, 6) for name, chance in zip(class_names, P, strict=True)}
        return {
            "class": class_names[best],
            "probability": round(P[best], 6),
            "probabilities": chances,
            "version": version,
        }

    def classified(content: bytes, kind: str) -> list[float]:
        examine(content, kind)
        try:
            image = read_image(content, size=(height, width), colour=channels == 3)
        except ValueError as problem:
            raise Refused(422, f"{problem}. Send the whole file.") from problem
        return runtime.predict(image[None]).astype(float)[0].tolist()

    @app.exception_handler(HTTPException)
    async def refuse(request, problem):
        ways = "" if isinstance(problem, Refused) else ": there is GET /, GET /health and POST /classify."
        return JSONResponse({"error": f"{problem.detail}{ways}"}, problem.status_code, problem.headers)

    @app.exception_handler(Exception)
    async def failed(request, problem):
        sentence = "The service failed at this picture. It is not your fault; please report it."
        return JSONResponse({"error": sentence}, 500)

    return app


def declared(headers: Mapping[str, str]) -> str:
    """The declared type of the picture, if it is one that is taken."""
    if "content-length" not in headers and "transfer-encoding" not in headers:
        raise Refused(411, "There is no body. Send the picture as the body, with its Content-Length.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in TYPES:
        return kind
    hint = " Send the file itself, not a form with it." if kind.startswith("multipart/") else ""
    raise Refused(415, f"Content-Type is {kind or 'missing'}; image/png, image/jpeg or image/webp is wanted.{hint}")


async def received(request: Request, seconds: float) -> tuple[str, bytes]:
    """The declared type and the body of a request, never more of it than is allowed, whatever its head declares.

    What is too much is read and not kept: closing on unread bytes resets the connection, answer and all.
    """
    content, length, late = bytearray(), 0, False
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                length += len(part)
                content += part if length <= MOST_BYTES else b""
                if length > MOST_DISCARDED:
                    break
    except TimeoutError:
        late = True
    kind = declared(request.headers)
    if max(length, int(request.headers.get("content-length", 0))) > MOST_BYTES:
        raise Refused(413, f"The picture is too large: at most {MOST_BYTES:,} bytes. Send a smaller one.")
    if late:
        raise Refused(408, f"The picture did not come within {seconds:g} s. Send a smaller one.")
    if not content:
        raise Refused(400, "The body is empty. Send the bytes of the picture as the body.")
    return kind, bytes(content)


def examine(content: bytes, kind: str) -> None:
    """Look at a picture's head, before anything is unpacked."""
    from PIL import Image

    file = io.BytesIO(content)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=("PNG", "JPEG", "WEBP")) as image:
            pixels, frames = image.width * image.height, getattr(image, "n_frames", 1)
            found = image.format
    except Image.DecompressionBombError:
        raise Refused(413, f"The picture has too many pixels: at most {MOST_PIXELS:,}. Send a smaller one.") from None
    except Exception as problem:  # a broken head fails in as many ways as there are decoders
        raise Refused(422, "The body is no PNG, JPEG or WebP picture, or its beginning is damaged.") from problem
    if pixels > MOST_PIXELS:
        raise Refused(413, f"The picture has {pixels:,} pixels; at most {MOST_PIXELS:,}. Send a smaller one.")
    if found not in TYPES[kind]:
        raise Refused(415, f"The Content-Type says {kind}, but the picture is {found}. Declare what you send.")
    if frames > 1 and found != "MPO":
        raise Refused(422, f"The picture moves: it has {frames} frames. Send one.")


def main() -> None:
    """Take the task from standard input, open a port, tell it, and serve until the input ends."""
    task = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(task.pop("bytes"))
    seconds = task["seconds"]
    import uvicorn

    config = uvicorn.Config(
        application(open_runtime(content), **task),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_REQUESTS,
        timeout_keep_alive=max(1, round(seconds)),
    )
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=_end_with_input, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(config).serve([listener]))


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # at once, also out of a decoder; there is nothing to tidy up


if __name__ == "__main__":
    main()
