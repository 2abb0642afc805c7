"""What went wrong with a call: whether another try may help, how long to wait, and how to say it."""

from paperledge.errors import PaperledgeError, ScriptError, UsageError

_LONGEST_WAIT_S = 60.0  # whatever a server asks for
_PASSING = {408, 409, 425, 429}  # HTTP; and all from 500
# Each plugin of the llm library brings its own HTTP library; their errors share no base, but their names.
_BROKEN_LINE = {"APIConnectionError", "ConnectionError", "Timeout", "TimeoutError", "TransportError"}


def is_passing(error: Exception) -> bool:
    """Whether another try may help: time-outs, broken lines, 429, 5xx."""
    status = _status(error)
    if status is not None:
        return status in _PASSING or status >= 500
    return bool({kind.__name__ for kind in type(error).__mro__} & _BROKEN_LINE)


def asked_wait(error: Exception) -> float:
    """Seconds the server asks to wait, 0 where it does not say, at most a minute."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return min(float(headers.get("retry-after") or 0), _LONGEST_WAIT_S)
    except ValueError:
        return 0.0  # a date; our own wait serves


def explain(error: Exception, model: str, key: str, kept: str) -> PaperledgeError:
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
        return ScriptError(f"the model {model} did not answer: {words}", kept=kept, next_step=later)
    return ScriptError(
        f"the model {model} failed: {words}", kept=kept, next_step="try another model, or the narrator"
    )


def _status(error: Exception) -> int | None:
    """The HTTP status an error carries, whichever library raised it."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None
