"""Workbooks behind a password: there and back, wrong passwords, damaged files, password files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from overdue_cli import crypto

PASSWORD = "口令 with spaces "


@pytest.fixture(scope="module")
def plain() -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    book.add_worksheet().write_string(0, 0, "李四")
    book.close()
    return held.getvalue()


@pytest.fixture(scope="module")
def sealed(plain: bytes) -> bytes:
    return crypto.encrypt(plain, PASSWORD)


def test_what_was_encrypted_comes_back_byte_for_byte(plain: bytes, sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(sealed)

    assert crypto.is_encrypted(path)
    assert crypto.is_encrypted(sealed)
    assert crypto.decrypt(path, PASSWORD) == plain
    assert b"sharedStrings" not in sealed


def test_a_wrong_password_is_said_and_not_taken_for_damage(sealed: bytes) -> None:
    for wrong in ("x", PASSWORD.strip(), PASSWORD + "x"):
        with pytest.raises(crypto.WrongPassword):
            crypto.decrypt(sealed, wrong)


@pytest.mark.parametrize("length", [8, 100, 600, 1500, 3000, 5000])
def test_a_file_cut_short_is_damage_and_never_a_crash(sealed: bytes, length: int) -> None:
    crypto.is_encrypted(sealed[:length])
    with pytest.raises((crypto.CannotDecrypt, crypto.WrongPassword)):
        crypto.decrypt(sealed[:length], PASSWORD)


def test_what_is_not_encrypted_is_not_called_so(plain: bytes) -> None:
    assert not crypto.is_encrypted(plain)
    assert not crypto.is_encrypted(b"")
    assert not crypto.is_encrypted(b"loan_id,due_on\n")
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(plain, PASSWORD)


def test_the_encryption_is_agile_with_aes_256_and_sha_512(sealed: bytes) -> None:
    assert b'cipherAlgorithm="AES"' in sealed
    assert b'hashAlgorithm="SHA512"' in sealed
    assert b'keyBits="256"' in sealed
    assert b'spinCount="100000"' in sealed


@pytest.mark.parametrize("content", ["secret", "secret\n", "secret\r\nsecond line\n", "\ufeffsecret\n"])
def test_the_first_line_of_a_password_file_is_the_password(tmp_path: Path, content: str) -> None:
    path = tmp_path / "password"
    path.write_bytes(content.encode())
    assert crypto.password_in(path) == "secret"


@pytest.mark.parametrize("content", ["", "\n", "\nsecond line", "x" * 256, "\ufeff"])
def test_a_password_file_without_a_password_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "password"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="1 to 255"):
        crypto.password_in(path)


def test_excel_could_ask_for_no_password_longer_than_255(plain: bytes) -> None:
    for password in ("", "x" * 256):
        with pytest.raises(ValueError, match="1 to 255"):
            crypto.encrypt(plain, password)
