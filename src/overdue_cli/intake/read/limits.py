"""How much of a file is believed before it is unpacked, and how much memory and time its reading may take.

An export of a million rows stays far inside; what does not is refused with the limit named, before it is
unpacked. Bytes, unless a name says otherwise.
"""

from __future__ import annotations

MIB = 1 << 20

FILE = 2048 * MIB
"""One input file as it lies on the disk."""
UNPACKED = 2048 * MIB
"""All members of a packed file together, as they really unpack and not as the file claims."""
MEMBER = 1024 * MIB
MEMBERS = 10_000
NESTING = 2
"""Archives inside archives: an export zipped twice is common, three times is not."""
LINE = 16 * MIB
"""One line of text."""
ROWS, COLUMNS = 20_000_000, 4_096
"""Of one table. A sheet can have four times as many columns; none that does is an export, and each costs its room."""
SHEET_COLUMNS = 16_384
SHEET_ROWS = 1_048_576
XML_DEPTH, XML_TEXT = 200, 8 * MIB

HERE_CELLS, HERE_TEXT, HERE_UNPACKED = 32_000_000, 256 * MIB, 256 * MIB
"""What is read in this process: cells of the rectangle, text all cells could hold, unpacked bytes. More goes to a child."""
ODD_SECONDS, ODD_MEMORY = 12, 1024 * MIB
"""What a child may take for a small file nobody can judge from outside."""
ODD = {"seconds": ODD_SECONDS, "memory": ODD_MEMORY // MIB}
"""The same as the facts of a message."""
MOST_SECONDS, MOST_MEMORY = 900, 8192 * MIB


def seconds_for(size: int) -> int:
    """Seconds a child may take for `size` unpacked bytes: ten times what this kind of machine needs."""
    return min(MOST_SECONDS, ODD_SECONDS + size // (2 * MIB))


def memory_for(size: int) -> int:
    """Memory a child may take for `size` unpacked bytes: cells as objects take several times their text."""
    return min(MOST_MEMORY, ODD_MEMORY + 5 * size)
