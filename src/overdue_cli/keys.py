"""People as the history knows them: by keys that are the same from month to month and cannot be read."""

from __future__ import annotations

import hashlib


def officer_key(name: str | None) -> str | None:
    """A short key for an officer or a supervisor; the name cannot be read off it.

    >>> officer_key("Li")
    '6b1e5c36a2e7'
    """
    return None if name is None else hashlib.sha256(f"officer\0{name}".encode()).hexdigest()[:12]
