"""Where the policy files stand: inside the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path


def rules_home() -> Path:
    """The `rules` folder: the wheel's own copy if there is one, else the repository's.

    A checkout has no copy inside the package, so an edit under `rules/` is in force at once.
    """
    package = Path(__file__).resolve().parent
    packaged = package / "rules"
    return packaged if packaged.is_dir() else package.parent.parent / "rules"
