"""How a command ends: the exit codes, and the words that go with each.

0 done · 1 a bug of ours · 2 wrong usage · 3 input unusable · 4 `--strict` found something · 5 rule set invalid ·
6 locked · 7 output not written · 8 verification failed · 130 and 143 interrupted.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, ParamSpec

from overdue_cli.cli.log import Log
from overdue_cli.problems import Refusal

INTERRUPTED, TERMINATED, PIPE_CLOSED, BUG = 130, 143, 141, 1
P = ParamSpec("P")


class Terminated(BaseException):
    """SIGTERM came: unwinds like an interrupt, so that half-written files go."""


def guarded(command: Callable[P, int | None]) -> Callable[P, None]:
    """`command` with its return value and every way it can fail turned into an exit code."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        code: int | None
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except Refusal as refusal:
            code = _refused(refusal, kwargs)
        except (KeyboardInterrupt, Terminated, SystemExit, BrokenPipeError):
            raise
        except BaseException as error:  # a reader's panic is no Exception
            if type(error).__module__.startswith(("typer", "click")):
                raise
            code = _bug(kwargs)
        raise SystemExit(code or 0)

    return run


def _refused(refusal: Refusal, options: dict[str, object]) -> int:
    _log(options).refused(refusal, str(options.get("lang", "auto")))
    return refusal.exit_code


def _bug(options: dict[str, object]) -> int:
    """Ours, and said so; the traceback is what we need to mend it."""
    _log(options).bug(traceback.format_exc())
    return BUG


def _log(options: dict[str, object]) -> Log:
    return Log(str(options.get("log_format", "text")))


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed pipe end the process by their own codes, quietly."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _thrown_away
    try:
        yield
    except KeyboardInterrupt:
        leave(INTERRUPTED)
    except Terminated:
        leave(TERMINATED)
    except BrokenPipeError:
        leave(PIPE_CLOSED)


def _thrown_away(found: sys.UnraisableHookArgs) -> None:
    """A zip that a full disk cut short complains once more when it is thrown away; all has been said by then."""
    if getattr(found.object, "__qualname__", "") != "ZipFile.__del__":
        sys.__unraisablehook__(found)


def _terminate(number: int, frame: object) -> NoReturn:
    raise Terminated


def leave(code: object) -> NoReturn:
    """Out by `code`, with whatever is still buffered for a reader that has gone thrown away."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            code = code or PIPE_CLOSED
    raise SystemExit(code)
