"""The language of the words said before any input was read."""

from __future__ import annotations

import locale
import os


def spoken(asked: str) -> str:
    """`zh` or `en`: as asked, else that of the user's environment, else English."""
    if asked in ("zh", "en"):
        return asked
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), None)
    if named is None:
        named = locale.getlocale()[0] or ""  # Windows sets none of these and says "Chinese (Simplified)_China"
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"
