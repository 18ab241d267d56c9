"""One thread for each worker: the same bits on every machine, and no worker that takes another's core."""

import os
import sys

__all__ = ["ONE_THREAD", "one_thread", "threads_in_use"]

_TENSORFLOW = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
ONE_THREAD = dict.fromkeys((*_TENSORFLOW, "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment of a worker; libraries read it once, when they load, so it must be there before a cluster starts."""


def one_thread() -> None:
    """Have this process, and those that it starts from now on, train with one thread each.

    A sum of floats depends on its order and so on the number of threads: one thread here and one in each worker gives
    the same predictions to the last bit. Call it first, before Keras has computed anything and before a cluster starts.

    Raises
    ------
    RuntimeError
        If TensorFlow is at work in this process already, with other threads than one.

    Examples
    --------
    >>> import os
    >>> one_thread()  # doctest: +SKIP
    >>> os.environ["TF_NUM_INTRAOP_THREADS"]  # doctest: +SKIP
    '1'
    """
    if "tensorflow" in sys.modules and threads_in_use() != 1:
        from tensorflow.config import threading

        try:
            threading.set_intra_op_parallelism_threads(1)
            threading.set_inter_op_parallelism_threads(1)
        except RuntimeError:
            late = "TensorFlow has computed in this process already, with more than one thread"
            raise RuntimeError(f"{late}. Restart the kernel and call one_thread() first") from None
    os.environ.update(ONE_THREAD)


def threads_in_use() -> int | None:
    """Threads within an operation that TensorFlow uses in this process, 0 for as many as there are cores; None if it
    is not loaded.
    """
    if "tensorflow" not in sys.modules:
        return None
    from tensorflow.config import threading

    return threading.get_intra_op_parallelism_threads() or int(os.environ.get("TF_NUM_INTRAOP_THREADS") or 0)
