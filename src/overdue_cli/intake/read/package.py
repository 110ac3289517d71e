"""What a zip package really holds: its members, and their bytes as they unpack.

A zip states the unpacked size of each member, and may lie: the library that reads the workbook would believe
it. So every member is unpacked here first, a piece at a time, counted, and checked against its checksum.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from overdue_cli.intake.read import limits
from overdue_cli.problems import Refusal

PIECE = 1 << 20
_LOCAL = 30
_STORED, _DEFLATED = 0, 8
_SEALED = 1
MARKS = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass
class Package:
    """A zip in memory; `members` in the order of its directory, folders left out."""

    file: str
    data: bytes
    members: dict[str, zipfile.ZipInfo]
    unpacked: int = 0

    def pieces(self, name: str) -> Iterator[bytes]:
        """The member's bytes as they really unpack; Refusal P011 where they are damaged, P050 beyond the limits."""
        member, size, check = self.members[name], 0, 0
        for piece in self._inflated(member):
            size, check = size + len(piece), zlib.crc32(piece, check)
            self.unpacked += len(piece)
            if size > limits.MEMBER or self.unpacked > limits.UNPACKED:
                raise Refusal("P050", file=self.file, detail=_mib(min(limits.MEMBER, limits.UNPACKED)))
            yield piece
        if check != member.CRC:
            raise self._damaged()

    def whole(self, name: str, most: int = limits.MEMBER) -> bytes:
        """The member's bytes, at most `most`; Refusals as `pieces`."""
        held = io.BytesIO()
        for piece in self.pieces(name):
            if held.tell() + len(piece) > most:
                raise Refusal("P050", file=self.file, detail=_mib(most))
            held.write(piece)
        return held.getvalue()

    def _inflated(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        at = member.header_offset
        head = self.data[at : at + _LOCAL]
        if len(head) < _LOCAL or head[:4] != MARKS[0]:
            raise self._damaged()
        start = at + _LOCAL + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        packed = memoryview(self.data)[start : start + member.compress_size]
        if member.compress_type == _STORED:
            for begin in range(0, len(packed), PIECE):
                yield bytes(packed[begin : begin + PIECE])
            return
        if member.compress_type != _DEFLATED:
            raise self._damaged()
        yield from self._deflated(packed)

    def _deflated(self, packed: memoryview) -> Iterator[bytes]:
        machine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for begin in range(0, len(packed), PIECE):
                rest: bytes | memoryview = packed[begin : begin + PIECE]
                while rest and not machine.eof:
                    yield machine.decompress(rest, PIECE)
                    rest = machine.unconsumed_tail
            while not machine.eof and (piece := machine.decompress(machine.unconsumed_tail, PIECE)):
                yield piece
        except zlib.error as error:
            raise self._damaged() from error

    def _damaged(self) -> Refusal:
        return Refusal("P011", file=self.file, why="damaged")


def opened(file: str, data: bytes) -> Package:
    """The package in `data`; Refusal P011 if it is no sound zip, P016 if it is sealed, P050 beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, IndexError, OverflowError) as error:
        raise Refusal("P011", file=file, why="damaged") from error
    members = {m.filename.replace("\\", "/"): m for m in found if m.filename and not m.is_dir()}
    if len(found) > limits.MEMBERS:
        raise Refusal("P050", file=file, detail=f"{len(found):,} > {limits.MEMBERS:,}")
    if any(m.flag_bits & _SEALED for m in found):
        raise Refusal("P016", file=file)
    stated = [m.file_size for m in found]
    if sum(stated) > limits.UNPACKED or max(stated, default=0) > limits.MEMBER:
        raise Refusal("P050", file=file, detail=_mib(min(limits.UNPACKED, limits.MEMBER)))
    return Package(file, data, members)


def _mib(size: int) -> str:
    return f"{size // limits.MIB:,} MiB"
