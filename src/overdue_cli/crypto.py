"""Workbooks behind a password, read and written: the one owner of msoffcrypto-tool.

Written is ECMA-376 agile encryption (AES-256, SHA-512, 100,000 rounds), which Excel since 2010, WPS and LibreOffice
open. Read are agile and standard encryption of xlsx, xlsm and xlsb, and the old ciphers of xls. The salts
are drawn by the library, so two encryptions of one file differ; what is inside does not.
"""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

LONGEST = 255
"""Characters Excel takes for a password."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class WrongPassword(ValueError):
    """The file is encrypted, and not with this password."""


class CannotDecrypt(ValueError):
    """The file is damaged, or encrypted in a way nobody here can open."""


def is_encrypted(source: Path | bytes) -> bool:
    """Whether `source`, a file or its bytes, is a workbook that needs a password; OSError if it cannot be read.

    What is no Office file, or too damaged to tell, is not: its reader finds the better words for it.
    """
    data = _bytes(source)
    if not data.startswith(OLE):
        return False
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # hostile bytes: the parser has no error of its own for each way to be broken
        return "EncryptedPackage".encode("utf-16-le") in data


def decrypt(source: Path | bytes, password: str) -> bytes:
    """The workbook inside `source`; WrongPassword, CannotDecrypt, or OSError if the file cannot be read."""
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    data, plain = _bytes(source), io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        # An old xls always checks the password and takes no word for it.
        office.load_key(password=password, **({"verify_password": True} if isinstance(office, OOXMLFile) else {}))
        office.decrypt(plain)
    except InvalidKeyError as error:
        raise WrongPassword("wrong password") from error
    except Exception as error:  # as above; its own errors are of half a dozen libraries
        raise CannotDecrypt(str(error) or type(error).__name__) from error
    return plain.getvalue()


def encrypt(plain: bytes, password: str) -> bytes:
    """The xlsx workbook `plain` behind `password`; ValueError if that is no password Excel could ask for."""
    from msoffcrypto.format.ooxml import OOXMLFile

    if not 0 < len(password) <= LONGEST:
        raise ValueError(f"a password has 1 to {LONGEST} characters")
    sealed = io.BytesIO()
    with closing(io.BytesIO(plain)) as opened:
        OOXMLFile(opened).encrypt(password, sealed)
    return sealed.getvalue()


def password_in(path: Path) -> str:
    """The first line of a file, without its line end; ValueError if it is empty or too long, OSError if unreadable.

    Spaces count: they may belong to the password, and a line end never does.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if not lines or not 0 < len(lines[0]) <= LONGEST:
        raise ValueError(f"the first line must hold a password of 1 to {LONGEST} characters")
    return lines[0]


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()
