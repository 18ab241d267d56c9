"""Fetching a full data set over the network, which may not be there: quickly given up, never hanging."""

import socket
import threading
import urllib.request
from importlib.util import find_spec

__all__ = ["fetch", "reachable"]


def fetch(name, url):
    """Let Keras fetch one of its data sets into its cache; None, or why that did not work.

    Parameters
    ----------
    name : str
        A module of ``keras.datasets``.
    url : str
        One of the files that Keras will ask for, to see whether there is a way to it.
    """
    if not reachable(url):
        return "no network"
    if find_spec("keras") is None:
        return "no Keras to fetch it"
    from lepton_kit.backend import load_keras

    waiting = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # Keras sets none: a stalled line would wait for ever
    try:
        getattr(load_keras().datasets, name).load_data()
    except Exception as error:  # Keras raises a bare Exception when a download fails
        return f"the download failed ({error})"
    finally:
        socket.setdefaulttimeout(waiting)
    return None


def reachable(url, seconds=5):
    """Whether a server answers in time; asked in a thread, since looking up a name knows no time limit."""
    answers = []

    def ask():
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=seconds) as answer:
                answers.append(answer.status)
        except OSError:
            pass  # no route, no name, refused, too late: no network for us

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return bool(answers)
