"""The far end of ``volary.platform.cpu``: one process that runs one call after the other."""

import importlib
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from operator import attrgetter


def serve(pipe: Connection) -> None:
    """Answer calls until the other end goes away."""
    while True:
        try:
            (module, qualname), args, kwargs = pipe.recv()
        except EOFError:
            return
        try:
            function = attrgetter(qualname)(importlib.import_module(module))
            answer: tuple[bool, object] = (True, function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # every failure of the call belongs to the caller
            answer = (False, _portable(error))
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return


def _portable(error: Exception) -> Exception:
    """The error itself when it survives pickling, else its text."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:  # noqa: BLE001  # any failure means: not portable
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(int(sys.argv[2]))
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
