"""The smallest exports that can be graded, and where the checkout stands."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]

LOANS = """loan_id,borrower_id,borrower_name,id_number,phone,branch,officer,product,currency,principal,balance,disbursed_on,five_tier
L1,B001,Wu Ming,110101199001010018,13900000001,North,Li,micro,CNY,10000,5000,2025-11-10,normal
L2,B002,Zhao Liu,110101199001010026,13900000002,North,Li,micro,CNY,20000,9000,2025-11-10,normal
L3,B003,Qian Qi,110101199001010034,13900000003,South,Sun,micro,CNY,30000,8000,2025-11-10,normal
"""
INSTALMENTS = "loan_id,instalment_no,due_on,due_amount,paid_on,paid_amount\n" + "".join(
    f"{loan},{number},{due},1000,{paid}\n"
    for loan, last_paid in (("L1", 11), ("L2", 9), ("L3", 10))
    for number, due in enumerate((f"{2025 + (11 + m) // 12}-{(11 + m) % 12 + 1:02}-25" for m in range(12)), start=1)
    for paid in (f"{due},1000" if number <= last_paid else ",",)
)
"""Due on the 25th from 2025-12 on: L1 has paid all that was due, L2 is two behind, L3 one, as of 2026-11-20."""
AS_OF = "2026-11-20"


def write_smallest(folder: Path) -> Path:
    """A folder with the loan ledger and the instalment table of the three borrowers."""
    folder.mkdir()
    (folder / "loans.csv").write_text(LOANS, encoding="utf-8")
    (folder / "instalments.csv").write_text(INSTALMENTS, encoding="utf-8")
    return folder
