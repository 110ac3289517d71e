"""A cycle whose exports are encrypted: the password file of the configuration opens them."""

from __future__ import annotations

from pathlib import Path

import pytest

from overdue_cli import crypto
from smallest import AS_OF, INSTALMENTS, LOANS, Run


@pytest.mark.slow
def test_run_opens_encrypted_exports_with_its_password_file(overdue: Run, tmp_path: Path) -> None:
    import io

    import openpyxl

    (tmp_path / "exports").mkdir()
    for name, content in (("loans", LOANS), ("instalments", INSTALMENTS)):
        book, held = openpyxl.Workbook(), io.BytesIO()
        for line in content.splitlines():
            book.active.append(line.split(","))  # type: ignore[union-attr]
        book.save(held)
        (tmp_path / "exports" / f"{name}.xlsx").write_bytes(crypto.encrypt(held.getvalue(), "secret1"))
    (tmp_path / "password").write_text("secret1\n")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "overdue.toml").write_text('inputs = ["exports"]\noutputs = "out"\npassword_file = "password"\n')
    done = overdue("run", "overdue.toml", "--as-of", AS_OF, "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    (tmp_path / "password").write_text("another\n")
    assert overdue("run", "overdue.toml", "--as-of", AS_OF, "--quiet").returncode == 3
