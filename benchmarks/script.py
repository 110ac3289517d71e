"""script.py FOLDER TARGET: what an analyst would write with pandas and openpyxl: the same files, a worklist of late and
soon-late borrowers. Vectorised and fair; it knows a dozen facts and no rule about people, findings or law.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

AS_OF = pd.Timestamp("2026-11-20")


def table(folder: Path, words: str) -> pd.DataFrame:
    """The one workbook whose name holds `words`, header found under its title rows, totals dropped."""
    path = next(p for p in sorted(folder.glob("*.xlsx")) if words in p.name)
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    frames = []
    for raw in sheets.values():
        filled = raw.notna().sum(axis=1)
        if filled.empty or filled.max() < 3:
            continue
        header = int((filled >= filled.max() - 1).idxmax())
        frame = raw.iloc[header + 1 :].copy()
        frame.columns = raw.iloc[header].astype(str).str.replace(r"[\s（）()元:：*]", "", regex=True)
        frames.append(frame)
    return pd.concat(frames)


def main(folder: Path, target: Path) -> None:
    """Read, group, score, sort, write."""
    loans, dues = table(folder, "台账"), table(folder, "还款明细")
    dues = dues[dues["应还日期"].notna() & dues["借据号"].astype(str).str.contains(r"\d")]
    due_on = pd.to_datetime(dues["应还日期"].astype(str), errors="coerce")
    paid_on = (
        pd.to_datetime(dues["实还日期"].astype(str), errors="coerce")
        if "实还日期" in dues
        else pd.Series(pd.NaT, dues.index)
    )
    due, paid = (
        pd.to_numeric(dues.filter(like=c).iloc[:, 0], errors="coerce").fillna(0) for c in ("应还金额", "实还金额")
    )
    rows = pd.DataFrame(
        {"loan": dues["借据号"].astype(str), "due_on": due_on, "paid_on": paid_on, "due": due, "paid": paid}
    )
    rows = rows[rows["due_on"].notna()].sort_values(["loan", "due_on"]).reset_index(drop=True)
    past = rows[rows["due_on"] < AS_OF].copy()
    past["late"] = (
        (past["paid_on"].where(past["paid"] >= past["due"] - 1)).fillna(AS_OF) - past["due_on"]
    ).dt.days.clip(lower=0)
    past["open"] = past["paid"] < past["due"] - 1
    past["back"] = past.groupby("loan").cumcount(ascending=False)
    facts = pd.DataFrame(
        {
            "days_past_due": past[past["open"]].groupby("loan")["late"].max(),
            "arrears": (past["due"] - past["paid"])[past["open"]].groupby(past["loan"]).sum(),
            "worst": past.groupby("loan")["late"].max(),
            "late_6": (past["late"] >= 4)[past["back"] < 6].groupby(past["loan"]).sum(),
            "mean_3": past[past["back"] < 3].groupby("loan")["late"].mean(),
            "rate": (past["late"] >= 1)[past["back"] < 12].groupby(past["loan"]).mean(),
        }
    ).fillna(0)
    coming = rows[(rows["due_on"] >= AS_OF) & (rows["due_on"] <= AS_OF + pd.Timedelta(days=35))].groupby("loan")
    facts = facts.join(coming.agg(next_due=("due_on", "min"), in_horizon=("due", "sum")), how="left")
    points = (
        np.select([facts["days_past_due"] >= d for d in (91, 61, 31, 8, 4, 1)], [50, 35, 25, 16, 10, 6], 0)
        + np.select([facts["worst"] >= d for d in (61, 31, 16, 8, 4, 1)], [12, 10, 8, 6, 4, 2], 0)
        + np.select([facts["late_6"] >= n for n in (4, 3, 2, 1)], [12, 9, 6, 3], 0)
        + np.select([facts["mean_3"] >= d for d in (10, 3, 1)], [6, 4, 2], 0)
        + np.select([facts["rate"] > r for r in (0.5, 0.35, 0.2, 0.1)], [12, 9, 6, 3], 0)
    )
    facts["score"] = points
    facts["grade"] = pd.cut(points, [-1, 9, 24, 44, 64, 1000], labels=list("ABCDE")).astype(str)
    ledger = loans.set_index(loans["借据号"].astype(str))
    worklist = facts.join(ledger, how="left").sort_values(["score", "arrears"], ascending=False)
    worklist = worklist[(worklist["days_past_due"] > 0) | (worklist["grade"] >= "C")]
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        worklist.reset_index().to_excel(writer, sheet_name="名单", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
