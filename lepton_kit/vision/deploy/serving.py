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
from contextlib import contextmanager

from lepton_kit.vision.deploy.runtime import open_runtime
from lepton_kit.vision.images import read_image

__all__ = ["application", "main"]

TYPES = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/webp": ("WEBP",)}  # MPO: a phone's JPEG
MOST_HELD = 64_000_000  # bytes of pictures that are being received, all together
MOST_WAITING = 32  # pictures received and not yet classified
AT_ONCE = 2  # pictures that are unpacked at a time


class Refused(Exception):
    """A request that cannot be answered: the status code, and a sentence that says what to do."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


def application(runtime, class_names, *, version, most_bytes, most_pixels):
    """The FastAPI application.

    Parameters
    ----------
    runtime : Runtime
    class_names : sequence of str
    version : str
        Goes out with every answer, so that it can be traced to its network.
    most_bytes, most_pixels : int
    """
    from anyio import CapacityLimiter, to_thread
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException
    from starlette.requests import ClientDisconnect

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    load, workers = _Load(), CapacityLimiter(AT_ONCE)
    height, width, channels = runtime.input_shape[1:]

    def answer(status, headers=None, **content):
        return JSONResponse(content, status, headers)

    @app.get("/")
    async def usage():
        sentence = f"POST one PNG, JPEG or WebP picture of at most {most_bytes:,} bytes to /classify, as the body."
        return {"usage": sentence, "classes": class_names, "version": version}

    @app.get("/health")
    async def health():
        return {"status": "ok", "version": version}

    @app.post("/classify")
    async def classify(request: Request):
        kind = declared(request.headers)
        with load.receiving() as count:
            content = await received(request, most_bytes, count)
            with load.waiting():
                P = await to_thread.run_sync(classified, content, kind, limiter=workers)
        best = max(range(len(P)), key=P.__getitem__)
        chances = {name: round(chance, 6) for name, chance in zip(class_names, P, strict=True)}
        return {
            "class": class_names[best],
            "probability": round(P[best], 6),
            "probabilities": chances,
            "version": version,
        }

    def classified(content, kind):
        examine(content, kind, most_pixels)
        try:
            image = read_image(content, size=(height, width), colour=channels == 3, most_pixels=most_pixels)
        except ValueError as problem:
            raise Refused(422, f"{problem}. Send the whole file.") from problem
        return runtime.predict(image[None]).astype(float)[0].tolist()

    @app.exception_handler(Refused)
    async def refuse(request, refused):
        return answer(refused.status, {"Retry-After": "1"} if refused.status == 503 else None, error=refused.message)

    @app.exception_handler(HTTPException)
    async def no_such_thing(request, problem):
        sentence = f"{problem.detail}: there is GET /, GET /health and POST /classify."
        return answer(problem.status_code, problem.headers, error=sentence)

    @app.exception_handler(ClientDisconnect)
    async def gone(request, problem):
        return answer(400, error="The sender left before the picture was whole.")  # nobody reads it

    @app.exception_handler(Exception)
    async def failed(request, problem):
        return answer(500, error="The service failed at this picture. It is not your fault; please report it.")

    return app


def declared(headers):
    """The declared type of the picture, if it is one that is taken."""
    if "content-length" not in headers and "transfer-encoding" not in headers:
        raise Refused(411, "There is no body. Send the picture as the body, with its Content-Length.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in TYPES:
        return kind
    hint = " Send the file itself, not a form with it." if kind.startswith("multipart/") else ""
    raise Refused(415, f"Content-Type is {kind or 'missing'}; image/png, image/jpeg or image/webp is wanted.{hint}")


async def received(request, most_bytes, count):
    """The body of a request, never more of it than ``most_bytes``, whatever its head declares."""
    too_large = Refused(413, f"The picture is too large: at most {most_bytes:,} bytes. Send a smaller one.")
    if int(request.headers.get("content-length", 0)) > most_bytes:
        raise too_large
    content = bytearray()
    async for part in request.stream():
        count(len(part))
        content += part
        if len(content) > most_bytes:
            raise too_large
    if not content:
        raise Refused(400, "The body is empty. Send the bytes of the picture as the body.")
    return bytes(content)


def examine(content, kind, most_pixels):
    """Look at a picture's head, before anything is unpacked."""
    from PIL import Image

    names = [name for formats in TYPES.values() for name in formats if name != "MPO"]
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=names) as image:
            pixels, frames = image.width * image.height, getattr(image, "n_frames", 1)
            found = image.format
    except Image.DecompressionBombError:
        raise Refused(413, f"The picture has too many pixels: at most {most_pixels:,}. Send a smaller one.") from None
    except Exception as problem:  # a broken head fails in as many ways as there are decoders
        raise Refused(422, "The body is no PNG, JPEG or WebP picture, or its beginning is damaged.") from problem
    if pixels > most_pixels:
        raise Refused(413, f"The picture has {pixels:,} pixels; at most {most_pixels:,}. Send a smaller one.")
    if found not in TYPES[kind]:
        raise Refused(415, f"The Content-Type says {kind}, but the picture is {found}. Declare what you send.")
    if frames > 1 and found != "MPO":
        raise Refused(422, f"The picture moves: it has {frames} frames. Send one.")


class _Load:
    """How much is being received and how many wait: what goes beyond is refused at once, so that memory has a bound."""

    def __init__(self):
        self.held = self.queue = 0

    @contextmanager
    def receiving(self):
        mine = 0

        def count(size):
            nonlocal mine
            if self.held + size > MOST_HELD:
                raise Refused(503, "The service is busy receiving. Try again in a second.")
            mine, self.held = mine + size, self.held + size

        try:
            yield count
        finally:
            self.held -= mine

    @contextmanager
    def waiting(self):
        if self.queue >= MOST_WAITING:
            raise Refused(503, "The service is busy. Try again in a second.")
        self.queue += 1
        try:
            yield
        finally:
            self.queue -= 1


def main():
    """Take the task from standard input, open a port, tell it, and serve until the input ends."""
    task = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(task.pop("bytes"))
    seconds = task.pop("seconds")
    runtime = open_runtime(content)

    from lepton_kit.vision.deploy.punctual import server

    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    serve = server(application(runtime, **task), seconds=seconds)
    threading.Thread(target=_end_with_input, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    asyncio.run(serve.serve([listener]))


def _end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)  # at once, also out of a decoder; there is nothing to tidy up


if __name__ == "__main__":
    main()
