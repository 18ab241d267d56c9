"""uvicorn with a clock: whoever is slow with a request, or sends none, is told so and shown out.

uvicorn alone waits for the end of a request as long as the sender likes.
"""

import json
from http import HTTPStatus

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["server"]

MOST_CONNECTIONS = 256


def server(app, *, seconds):
    """A silent uvicorn server for ``app``, whose senders have ``seconds`` for each request."""
    config = uvicorn.Config(
        app,
        http=type("Punctual", (_Punctual,), {"seconds": seconds}),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_keep_alive=max(1, round(seconds)),
    )
    return uvicorn.Server(config)


class _Punctual(H11Protocol):
    """One connection. The clock runs while a request is awaited or coming in, and stands while it is answered."""

    seconds = 5.0
    _clock = None

    def connection_made(self, transport):
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._part(503, "The service has too many connections. Try again in a second.")
        else:
            self._wind()

    def data_received(self, data):
        if self._idle():
            self._wind()
        super().data_received(data)
        if self.conn.their_state in (h11.DONE, h11.MUST_CLOSE):
            self._stop()

    def on_response_complete(self):
        self._wind()
        super().on_response_complete()

    def connection_lost(self, exc):
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg):
        self._part(400, f"{msg} Is it plain HTTP/1.1?")

    def _idle(self):
        """Whether nothing of a next request has come."""
        return self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]

    def _wind(self):
        self._stop()
        self._clock = self.loop.call_later(self.seconds, self._late)

    def _stop(self):
        if self._clock is not None:
            self._clock.cancel()

    def _late(self):
        answered = self.cycle is not None and self.cycle.response_started and not self._half_a_next()
        if answered or self._idle():
            self.transport.abort()
        else:
            self._part(408, f"The request did not come within {self.seconds:g} s. Send a smaller picture.")

    def _half_a_next(self):
        return self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])

    def _part(self, status, message):
        """Answer without asking the application, and close."""
        if self.transport.is_closing():
            return
        body = json.dumps({"error": message}).encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
        self.loop.call_later(1, self.transport.abort)  # if the other side takes nothing, closing would wait for ever
