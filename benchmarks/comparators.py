"""How well the rules order borrowers, beside models fitted to the same history.

    python benchmarks/comparators.py CARDS.csv [--rules conservative]

CARDS.csv is "Default of Credit Card Clients" (Yeh and Lien 2009, UCI, CC BY 4.0), read through
sample_data/mappings/taiwan_cards.yaml. The rules were never fitted by a machine; the models are, in 5 folds with
pinned seeds, and every figure of theirs is of cases outside the fold. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from overdue_cli import intake, pipeline
from overdue_cli.backtest import measures as m
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request

SEED, FOLDS, WORST = 20261124, 5, 0.10
MAPPING = Path(__file__).resolve().parents[1] / "sample_data" / "mappings" / "taiwan_cards.yaml"
OUTCOME = "default.payment.next.month"
STATUS = ["PAY_0", *(f"PAY_{n}" for n in range(2, 7))]
BILLS, PAID = ([f"{name}{n}" for n in range(1, 7)] for name in ("BILL_AMT", "PAY_AMT"))
Fitted = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def logistic(train: np.ndarray, bad: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Probabilities of a plain logistic regression on standardised columns."""
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    return model.fit(train, bad).predict_proba(test)[:, 1]


def boosted(train: np.ndarray, bad: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Probabilities of gradient-boosted trees."""
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=15, min_samples_leaf=50, random_state=SEED
    )
    return model.fit(train, bad).predict_proba(test)[:, 1]


def scorecard(train: np.ndarray, bad: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Probabilities of an optbinning scorecard: optimal bins, then a logistic regression on their weights of evidence."""
    from optbinning import BinningProcess

    names = [f"x{n}" for n in range(train.shape[1])]
    bins = BinningProcess(names).fit(train, bad)
    model = LogisticRegression(max_iter=1000).fit(bins.transform(train), bad)
    return model.predict_proba(bins.transform(test))[:, 1]


def out_of_fold(columns: np.ndarray, bad: np.ndarray, fit: Fitted) -> np.ndarray:
    """Every case scored by the model that has not seen its fold."""
    out = np.empty(len(bad))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(columns, bad):
        out[test] = fit(columns[train], bad[train], columns[test])
    return out


def rule_scores(path: Path, rules: str) -> pl.DataFrame:
    """The rules' score and days past due, with and without statements and payments."""
    portfolio = intake.read_portfolio([path], mapping=MAPPING)
    request = Request(dt.date(2005, 9, 30))
    whole = pipeline.grade_portfolio(portfolio, load(rules), request).borrowers
    dues = portfolio.tables["instalments"].with_columns(
        pl.when(pl.col("status_code") == "*").then(pl.lit("N")).otherwise("status_code").alias("status_code"),
        *[
            pl.lit(None).cast(kind).alias(name)
            for name, kind in (("statement_amount", pl.Int64), ("paid_amount", pl.Int64), ("paid_on", pl.Date))
        ],
    )
    portfolio.tables["instalments"] = dues
    late = pipeline.grade_portfolio(portfolio, load(rules), request).borrowers
    return whole.select("borrower_id", "score", "days_past_due").join(
        late.select("borrower_id", pl.col("score").alias("late_score")), on="borrower_id"
    )


def line(name: str, score: np.ndarray, bad: np.ndarray, current: np.ndarray) -> str:
    """One row of the table: AUC, KS, AUC of the current, bad rate of the worst tenth."""
    area, now, distance = m.auc(score, bad), m.auc(score[current], bad[current]), m.ks(score, bad)
    worst = m.capture(score, bad, [WORST])[0] * bad.sum() / (WORST * len(bad))
    return f"| {name} | {area.value:.3f} | {area.low:.3f}–{area.high:.3f} | {distance.value:.3f} | {now.value:.3f} | {worst:.1%} |"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("cards", type=Path)
    asked.add_argument("--rules", default="conservative")
    options = asked.parse_args()
    raw = pl.read_csv(options.cards).with_columns(pl.col("ID").cast(pl.String))
    cases = raw.join(
        rule_scores(options.cards, options.rules), left_on="ID", right_on="borrower_id", maintain_order="left"
    )
    bad, current = cases[OUTCOME].to_numpy(), (cases["PAY_0"] <= 0).to_numpy()
    status = cases.select(STATUS).to_numpy()
    sets = {
        "late months": status.clip(0),
        "late months and shades": status,
        "all but who it is": cases.select("LIMIT_BAL", *STATUS, *BILLS, *PAID).to_numpy(),
    }
    print("| on | AUC | 95 % | KS | AUC, current | bad in the worst 10 % |\n|---|---|---|---|---|---|")
    print(line("days past due only", cases["days_past_due"].fill_null(0).to_numpy(), bad, current))
    print(line("**rules**, late months", cases["late_score"].to_numpy(), bad, current))
    print(line("**rules**, everything mapped", cases["score"].to_numpy(), bad, current))
    for name, columns in sets.items():
        for model, fit in (
            ("logistic regression", logistic),
            ("gradient boosting", boosted),
            ("optbinning scorecard", scorecard),
        ):
            print(line(f"{model}, {name}", out_of_fold(columns.astype(float), bad, fit), bad, current), flush=True)


if __name__ == "__main__":
    main()
