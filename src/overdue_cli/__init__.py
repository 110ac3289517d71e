"""Conservative pre-warning grades before each repayment cycle, and ranked follow-up lists.

In a notebook: `overdue_cli.score(inputs, as_of=...)` gives a `ScoredPortfolio`, the same path as the command.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from overdue_cli.pipeline import score as score
    from overdue_cli.scored import Request as Request
    from overdue_cli.scored import ScoredPortfolio as ScoredPortfolio

__version__ = "0.1.0"
__all__ = ["Request", "ScoredPortfolio", "__version__", "score"]

_DOORS = {"score": "overdue_cli.pipeline", "Request": "overdue_cli.scored", "ScoredPortfolio": "overdue_cli.scored"}


def __getattr__(name: str) -> Any:
    """The door called `name`, opened when first asked for, so that `overdue --version` costs no Polars."""
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_DOORS[name]), name)
