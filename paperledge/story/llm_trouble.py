"""What went wrong with a call: whether another try may help, how long to wait, and how to say it."""

import datetime as dt
from email.utils import parsedate_to_datetime

from paperledge.errors import PaperledgeError, ScriptError, UsageError

LONGEST_WAIT_S = 60.0  # where a server asks for more, the draft is left for later
_PASSING = {408, 409, 425, 429}  # HTTP; and all from 500
# Each plugin of the llm library brings its own HTTP library; their errors share no base, but their names.
_BROKEN_LINE = {"APIConnectionError", "ConnectionError", "Timeout", "TimeoutError", "TransportError"}


_NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ConnectionRefusedError",
}


def is_passing(error: BaseException) -> bool:
    """Whether it may be gone later: time-outs, broken lines, 429, 5xx."""
    status = _status(error)
    if status is not None:
        return status in _PASSING or status >= 500
    return bool({kind.__name__ for kind in type(error).__mro__} & _BROKEN_LINE)


def is_unpaid(error: BaseException) -> bool:
    """Whether the server surely did no work: it said no (429, 5xx), or the question never reached it.

    After a time-out or a line that broke once the question was sent, nobody knows: not asked again unbidden.
    """
    if _status(error) is not None:
        return is_passing(error)
    cause: BaseException | None = error
    while cause is not None:
        if {kind.__name__ for kind in type(cause).__mro__} & _NOT_SENT:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def asked_wait(error: BaseException) -> float:
    """Seconds the server asks to wait (Retry-After, as a number or a date), 0 where it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    wish = str(headers.get("retry-after") or "0")
    try:
        return max(0.0, float(wish))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(wish) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0  # our own wait serves


def explain(error: BaseException, model: str, key: str, kept: str) -> PaperledgeError:
    """The error in our words: a UsageError where you can act, else a ScriptError. key: its name for `llm keys`."""
    import llm

    if isinstance(error, llm.NeedsKeyException):
        return UsageError(f"the model {model} needs a key", kept=kept, next_step=f"store it: llm keys set {key}")
    status = _status(error)
    if status in {401, 403}:
        # The server's own words may repeat the key.
        return UsageError(
            f"the server of {model} refused the key (HTTP {status})",
            kept=kept,
            next_step=f"store another: llm keys set {key}",
        )
    if status == 404:
        return UsageError(
            f"the server does not know the model {model}",
            kept=kept,
            next_step="compare its name and address with `llm models`",
        )
    words = " ".join(str(error).split())[:200] or type(error).__name__
    if is_passing(error):
        later = "try again later; what was answered is not paid twice"
        if not is_unpaid(error):
            later = "run it again, with a longer timeout_s under [story]; it may be billed, so it was not repeated"
        elif (wait_s := asked_wait(error)) > LONGEST_WAIT_S:
            later = f"the server asks to wait {wait_s:.0f} s; then try again: what was answered is not paid twice"
        return ScriptError(f"the model {model} did not answer: {words}", kept=kept, next_step=later)
    return ScriptError(
        f"the model {model} failed: {words}", kept=kept, next_step="try another model, or the narrator"
    )


def _status(error: BaseException) -> int | None:
    """The HTTP status an error carries, whichever library raised it."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None
