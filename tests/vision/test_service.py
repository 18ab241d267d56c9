"""The service classifies pictures, refuses the rest with a sentence, outlives bad senders, and stops for sure."""

import asyncio
import dataclasses
import io
import socket
import struct
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import httpx
import numpy as np
import psutil
import pytest
from PIL import Image

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import as_classifier
from lepton_kit.vision.deploy import Service, export, serving

NAMES = datasets.card("fashion_mnist").details["class_names"]
LIMIT = 1.0


@pytest.fixture(scope="module")
def runtime():
    return export(content_module("20", "tiny").tiny_cnn(), "litert")


@pytest.fixture(scope="module")
def service(runtime):
    with Service(runtime, NAMES, seconds=LIMIT) as started:
        yield started


@pytest.fixture(scope="module")
def images():
    return datasets.load("fashion_mnist").x_test


def encode(pixels, kind="PNG", **options):
    file = io.BytesIO()
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    picture.save(file, kind, **options)
    return file.getvalue()


def post(service, content, kind="image/png", **headers):
    declared = {"content-type": kind} if kind else {}
    return httpx.post(f"{service.url}/classify", content=content, headers=declared | headers, timeout=30)


def png(width, height):
    """A PNG whose head promises that many pixels, and whose body holds next to none."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def opened(service):
    return socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2])), timeout=20)


def reply(connection):
    """Everything that comes until the service closes."""
    said = b""
    with connection, suppress(ConnectionError):
        while part := connection.recv(65536):
            said += part
    return said


HEAD = b"POST /classify HTTP/1.1\r\nHost: here\r\nContent-Type: image/png\r\n"


def test_it_answers_with_the_probabilities_of_the_network(service, runtime, images):
    for image, P in zip(images[:5], runtime.predict(images[:5]), strict=True):
        answer = post(service, encode(image)).json()
        np.testing.assert_allclose([answer["probabilities"][name] for name in NAMES], P, atol=1e-5)
        assert answer["class"] == NAMES[P.argmax()] and answer["version"] == runtime.version
        assert answer["probability"] == max(answer["probabilities"].values())


def test_it_tells_how_it_is_used_and_how_it_is(service, runtime):
    assert httpx.get(service.url).json()["classes"] == list(NAMES)
    assert "to /classify" in httpx.get(service.url).json()["usage"]
    assert httpx.get(f"{service.url}/health").json() == {"status": "ok", "version": runtime.version}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_odd_kinds_of_png_are_read(service, mode):
    assert post(service, encode(Image.new(mode, (40, 30)))).status_code == 200


@pytest.mark.parametrize(
    ("kind", "declared", "mode"),
    [("JPEG", "image/jpeg", "RGB"), ("JPEG", "IMAGE/JPEG; q=1", "CMYK"), ("WEBP", "image/webp", "RGB")],
)
def test_other_formats_are_read(service, kind, declared, mode):
    assert post(service, encode(Image.new(mode, (300, 200)), kind), declared).status_code == 200


def test_a_body_in_chunks_is_read(service, images):
    content = encode(images[0])
    assert post(service, iter([content[:50], content[50:]])).json() == post(service, content).json()


def frames(kind):
    first, *rest = (Image.new("L", (28, 28), grey) for grey in (0, 100, 200))
    return encode(first, kind, save_all=True, append_images=rest)


REFUSED = {
    "an empty body": (b"", "image/png", 400, "The body is empty"),
    "no declared type": (png(9, 9), None, 415, "Content-Type is missing"),
    "text": (b"hello", "text/plain", 415, "Content-Type is text/plain"),
    "a form": (b"--x", "multipart/form-data; boundary=x", 415, "Send the file itself, not a form"),
    "another format than declared": (png(9, 9), "image/jpeg", 415, "says image/jpeg, but the picture is PNG"),
    "no picture": (b"hello", "image/png", 422, "is no PNG, JPEG or WebP picture"),
    "a GIF": (encode(Image.new("L", (9, 9)), "GIF"), "image/png", 422, "is no PNG, JPEG or WebP picture"),
    "only a head": (encode(Image.new("L", (90, 90)))[:40], "image/png", 422, "damaged"),
    "a truncated PNG": (png(200, 200), "image/png", 422, "is damaged"),
    "a truncated JPEG": (encode(Image.effect_noise((300, 300), 90), "JPEG")[:9000], "image/jpeg", 422, "is damaged"),
    "50,000 x 50,000 pixels": (png(50_000, 50_000), "image/png", 413, "too many pixels"),
    "5,000 x 5,000 pixels": (png(5_000, 5_000), "image/png", 413, "25,000,000 pixels; at most 16,000,000"),
    "6 MB": (bytes(6_000_000), "image/png", 413, "at most 5,000,000 bytes"),
    "a moving PNG": (frames("PNG"), "image/png", 422, "it has 3 frames"),
    "a moving WebP": (frames("WEBP"), "image/webp", 422, "it has 3 frames"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_classified_is_refused_with_a_sentence(service, what):
    content, kind, status, sentence = REFUSED[what]
    answer = post(service, content, kind)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nix", 404), ("GET", "/classify", 405)])
def test_other_addresses_are_told_which_there_are(service, method, path, status):
    answer = httpx.request(method, service.url + path)
    assert answer.status_code == status and "POST /classify" in answer.json()["error"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (HEAD + b"Content-Length: -5\r\n\r\nabc", 400),
        (HEAD + b"Content-Length: many\r\n\r\nabc", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc", 400),
        (HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n", 400),
        (HEAD + b"\r\n", 411),
        (HEAD + b"Content-Length: 99\r\n\r\nabc", 408),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", 408),
        (HEAD + b"Content-Length: 100000000\r\n\r\nabc", 413),
        (HEAD + b"Content-Length: 3\r\n\r\nabcdefgh", 422),
    ],
)
def test_broken_requests_get_their_status_and_are_shown_out(service, sent, status):
    """Raw bytes, as no well-behaved client sends them; the service closes, or ``reply`` would not return."""
    connection = opened(service)
    connection.sendall(sent)
    assert reply(connection).startswith(b"HTTP/1.1 %d " % status)


def test_a_body_of_100_mb_is_refused_and_not_kept(service):
    process = psutil.Process(service.pid)
    before = process.memory_info().rss
    for body in (bytes(100_000_000), (bytes(1_000_000) for _ in range(100))):
        with suppress(httpx.TransportError):  # the connection may be cut before the whole refusal is read
            assert post(service, body).status_code in (408, 413)
    assert process.memory_info().rss - before < 50e6
    assert post(service, png(1, 1)).status_code in (200, 422)


@pytest.mark.parametrize(("kind", "status"), [(b"image/png", 413), (b"text/plain", 415)])
def test_who_is_refused_while_still_sending_gets_the_answer(service, kind, status):
    with opened(service) as connection:
        connection.sendall(HEAD.replace(b"image/png", kind) + b"Content-Length: 6000000\r\n\r\n")
        for _ in range(3):
            time.sleep(0.05)  # the service has read the head and made up its mind
            connection.sendall(bytes(2_000_000))
        assert reply(connection).startswith(b"HTTP/1.1 %d" % status)


def test_200_malformed_requests_leave_it_as_it_was(service, images):
    """Wrong types, truncated files, too many pixels, large bodies, slow senders, half-open sockets, wrong lengths."""
    process, good = psutil.Process(service.pid), encode(images[0])
    expected = post(service, good).json()
    for content, kind, *_ in REFUSED.values():  # once before measuring: decoders and buffers load on first use
        post(service, content, kind)
    before, files = process.memory_info().rss, process.num_fds() if hasattr(process, "num_fds") else 0
    rng, sent, slow = np.random.default_rng(0), 0, []
    while sent < 200:
        content, kind, *_ = list(REFUSED.values())[rng.integers(len(REFUSED))]
        match rng.integers(4):
            case 0:  # a sender that stops half-way
                slow.append(opened(service))
                slow[-1].sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(good) + good[: rng.integers(len(good))])
            case 1:  # half-open: a few bytes, or none, and gone without a word
                with opened(service) as connection:
                    connection.sendall((HEAD + b"Content-Length: 9\r\n\r\n")[: rng.integers(60)])
            case 2:  # a good file with broken bytes
                broken = bytearray(good)
                broken[rng.integers(8, len(good))] ^= 255
                assert post(service, bytes(broken)).status_code in (200, 413, 422)
            case _:
                assert 400 <= post(service, content, kind).status_code < 500
        sent += 1
    assert all(reply(connection).startswith(b"HTTP/1.1 408") for connection in slow)
    assert post(service, good).json() == expected
    assert process.memory_info().rss - before < 30e6
    if files:
        assert process.num_fds() <= files + 2


def test_too_many_connections_are_sent_away_and_the_service_recovers(service, images):
    with ExitStack() as crowd:
        for _ in range(100):
            crowd.enter_context(opened(service)).sendall(HEAD[:30])
        wait_until(lambda: post(service, encode(images[0])).status_code == 503)
    wait_until(lambda: post(service, encode(images[0])).status_code == 200)


def wait_until(happens, seconds=20):
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_many_good_senders_at_once_are_all_answered(service, images):
    contents = [encode(image) for image in images[:40]]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda content: post(service, content).json(), contents))
    assert answers == [post(service, content).json() for content in contents]


class Failing:
    """A network that breaks at every picture."""

    classifier = as_classifier(lambda x: np.full((len(x), 10), 0.1), np.zeros((1, 28, 28)))
    classifier = dataclasses.replace(classifier, shape=(28, 28, 1))

    def predict(self, images):
        raise ValueError("secret")


def test_what_is_the_networks_fault_is_not_blamed_on_the_sender(images):
    app = serving.application(Failing(), NAMES, version="1", seconds=5)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def answer():
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/classify", content=encode(images[0]), headers={"content-type": "image/png"})

    got = asyncio.run(answer())
    assert got.status_code == 500 and "It is not your fault" in got.json()["error"] and "secret" not in got.text


def test_a_network_for_any_size_cannot_be_served():
    keras = load_keras()
    pooled = [keras.layers.Conv2D(2, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, "softmax")]
    with pytest.raises(ValueError, match="the size to bring pictures to"):
        Service(export(keras.Sequential([keras.Input((None, None, 3)), *pooled]), "onnx"), ["cat", "dog"])


def test_it_stops_and_starts_again(runtime):
    service = Service(runtime, NAMES).start()
    assert service.start() is service and service.running
    process = psutil.Process(service.pid)
    assert repr(service).startswith(f"The service answers at {service.url}")
    service.stop()
    service.stop()
    assert not process.is_running() and not service.running and service.url is None
    assert "is not running" in repr(service)


def test_it_ends_when_its_owner_is_killed(runtime, tmp_path):
    """A kernel may end without a word; the service sees its standard input close."""
    path = runtime.save(tmp_path / "network.tflite")
    code = f"""
from lepton_kit.vision.deploy import Service, open_runtime
import time
service = Service(open_runtime({str(path)!r}), "0123456789").start()
print(service.pid, flush=True)
time.sleep(600)
"""
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    process = psutil.Process(int(owner.stdout.readline()))
    owner.kill()
    owner.wait()
    owner.stdout.close()
    psutil.wait_procs([process], timeout=10)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_start_that_fails_says_why(runtime):
    service = Service(dataclasses.replace(runtime, content=b"no network"), NAMES)
    with pytest.raises(RuntimeError, match=r"did not start: .*cannot be opened as a Keras, ONNX or LiteRT network"):
        service.start()
    assert not service.running


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"class_names": NAMES[:3]}, ValueError, "class_names has 3 names; the model has 10"),
        ({"class_names": ["a"] * 10}, ValueError, "holds a name twice"),
        ({"runtime": "network.onnx"}, TypeError, "runtime must be a Runtime: export"),
        ({"seconds": 0}, ValueError, "seconds is 0; it must be at least 0.1"),
    ],
)
def test_a_slip_is_told(runtime, options, error, message):
    given = {"runtime": runtime, "class_names": NAMES} | options
    with pytest.raises(error, match=message):
        Service(given.pop("runtime"), given.pop("class_names"), **given)
