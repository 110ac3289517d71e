"""What inspectors found: free text and codes become rows of code, severity and floor.

Text is mapped clause by clause, over the distinct texts only. A word inside a certain negation does not
count ("未发现挪用"); where negation is uncertain it counts and is marked for review. What no word of
ours explains counts as the mildest finding and is marked too, since it may hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from overdue_cli.evidence.plan import Setting
from overdue_cli.ruleset import model
from overdue_cli.words import alternatives

SEVERITY = {"yellow": 1, "orange": 2, "red": 3}
CLAUSE = r"[^，。；！？;!?\n\r,]+"


def open_findings(
    inspections: pl.LazyFrame, signals: pl.LazyFrame, policy: model.Findings, setting: Setting
) -> pl.LazyFrame:
    """One row for each borrower and open code, at its worst, with the floors it sets.

    Columns: `borrower_id`, `code`, `severity` (1–3), `named` and `unnamed` (the same of rows whose words name the
    finding, and of those that give a severity alone; 0 if none), `floor` and `late_floor` (grade positions), from
    how many days past due the latter holds (`late_from`), `to_review`, `inspected_on`, `shown_zh`,
    `shown_en`, and the row it came from. Open until its own row is rectified or a later effective
    inspection negates that very code; silence never closes. A signal with a code of the taxonomy, from a
    court or the weather office, counts as a finding of its day.
    """
    told = pl.concat([_told(inspections, policy), _signalled(signals, policy, setting)], how="diagonal")
    negated = (
        told.filter(pl.col("negated") & pl.col("is_effective"))
        .group_by("borrower_id", "code")
        .agg(pl.col("inspected_on").max().alias("negated_on"))
    )
    rectified = (pl.col("rectified_on") <= setting.as_of).fill_null(False)
    return (
        told.filter(~pl.col("negated") & ~rectified)
        .join(negated, on=["borrower_id", "code"], how="left")
        .filter((pl.col("negated_on") <= pl.col("inspected_on")).fill_null(True))
        .sort("borrower_id", "code", "severity", "inspected_on", descending=[False, False, True, True])
        .group_by("borrower_id", "code", maintain_order=True)
        .agg(
            pl.col("severity").max(),
            pl.col("severity").filter(~pl.col("wordless")).max().fill_null(0).alias("named"),
            pl.col("severity").filter("wordless").max().fill_null(0).alias("unnamed"),
            pl.col("floor").max(),
            pl.col("to_review").any(),
            pl.col("inspected_on").max(),
            pl.coalesce("rectify_by", "inspected_on").min().alias("rectify_by"),
            pl.col("source_file", "source_sheet", "source_row").first(),
        )
        .join(_floors_by_lateness(policy), on="code", how="left")
    )


def _told(inspections: pl.LazyFrame, policy: model.Findings) -> pl.LazyFrame:
    """Every code each inspection row speaks of, denied or not, with the severity it was given."""
    mentions = _mentions(inspections.select(pl.col("finding").drop_nulls().unique()), policy)
    given = pl.col("severity").replace_strict(SEVERITY, default=0, return_dtype=pl.Int8)
    floors = {SEVERITY[name]: model.GRADES.index(grade) for name, grade in policy.severity_floors.items()}
    by_severity = pl.col("worst").replace_strict(floors, default=0, return_dtype=pl.Int8)
    # A severity that no finding of the text explains is a finding too: of a kind nobody named.
    explained = mentions.filter(~pl.col("negated")).select("finding").unique()
    unnamed = inspections.filter(given > 0).join(explained, on="finding", how="anti")
    return (
        pl.concat([inspections.join(mentions, on="finding", how="inner"), unnamed], how="diagonal")
        .with_columns(
            pl.max_horizontal("reading", given).alias("worst"),
            pl.col("code").is_null().alias("wordless"),
            pl.col("code").fill_null(policy.unmapped.code),
            pl.col("negated").fill_null(False),
            pl.col("to_review").fill_null(True),
        )
        .with_columns(
            pl.col("worst").alias("severity"),
            pl.max_horizontal(
                pl.col("floor").fill_null(0),
                pl.when(given > pl.col("reading").fill_null(0)).then(by_severity).otherwise(0),
            ).alias("floor"),
        )
    )


def _signalled(signals: pl.LazyFrame, policy: model.Findings, setting: Setting) -> pl.LazyFrame:
    """Signals that speak in codes of the taxonomy, as findings; an undated one is of an unknown day."""
    codes = {finding.code: finding.readings[0] for finding in policy.findings}
    severities = {code: SEVERITY[reading.severity] for code, reading in codes.items()}
    floors = {code: model.GRADES.index(reading.no_better_than or "A") for code, reading in codes.items()}
    return signals.filter(
        pl.col("code").is_in(list(codes)) & (pl.col("observed_on") <= setting.as_of).fill_null(True)
    ).select(
        "borrower_id",
        "code",
        pl.col("observed_on").alias("inspected_on"),
        pl.col("code").replace_strict(severities, return_dtype=pl.Int8).alias("severity"),
        pl.col("code").replace_strict(floors, return_dtype=pl.Int8).alias("floor"),
        pl.lit(False).alias("negated"),
        pl.lit(False).alias("to_review"),
        pl.lit(False).alias("wordless"),
        pl.lit(False).alias("is_effective"),
        "source_file",
        "source_sheet",
        "source_row",
    )


def _mentions(texts: pl.LazyFrame, policy: model.Findings) -> pl.LazyFrame:
    """Distinct text → the codes in it: `finding`, `code`, `reading`, `floor`, `negated`, `to_review`."""
    words = _words(policy)
    every = _pattern(words["word"])
    negation, clause = policy.negation, pl.col("clause")
    negators = _pattern([*negation.adjacent, *negation.governs_lists])
    # A remedy after two findings may belong to either, so it is sure of neither.
    ambiguous = clause.str.contains(_pattern(negation.resolved)) & (pl.col("all").list.n_unique() > 1)
    doubled = clause.str.contains(f"{negators}\\s*{negators}\\s*{every}")
    heard = (
        texts.sort("finding")
        .select(
            "finding",
            pl.col("finding")
            .str.normalize("NFKC")
            .str.replace_all(_pattern(negation.turns), ",")
            .str.extract_all(CLAUSE)
            .alias("clause"),
        )
        .explode("clause")
        .with_columns(clause.str.strip_chars())
        .filter(clause.str.len_chars() > 0)
        .with_row_index("place")
        .with_columns(_spoken(clause, words).alias("all"))
        .with_columns((clause.str.contains(_pattern(negation.uncertain)) | ambiguous | doubled).alias("unsure"))
        .with_columns(
            pl.when("unsure")
            .then(clause)
            .otherwise(clause.str.replace_all(_denials(negation, every), ""))
            .alias("asserted")
        )
        .with_columns(_spoken(pl.col("asserted"), words).alias("counted"))
        .with_columns(
            pl.col("all").list.set_difference("counted").alias("denied"),
            (pl.col("unsure") | clause.str.contains(negators)).alias("doubtful"),
        )
        .collect()  # once: what is asked below must speak of the same places
        .lazy()
    )
    counted = heard.select(
        "place",
        "finding",
        pl.col("counted").alias("word"),
        pl.lit(False).alias("negated"),
        pl.col("doubtful").alias("to_review"),
    )
    denied = heard.select(
        "place",
        "finding",
        pl.col("denied").alias("word"),
        pl.lit(True).alias("negated"),
        pl.lit(False).alias("to_review"),
    )
    spoken = _outermost(pl.concat([counted, denied]).explode("word").drop_nulls("word"), words)
    coded = spoken.join(words.lazy(), on="word", how="inner").group_by("finding", "code", "negated")
    return pl.concat(
        [coded.agg(pl.col("reading", "floor").max(), pl.col("to_review").any()), _unexplained(heard, policy)],
        how="diagonal",
    )


def _spoken(text: pl.Expr, words: pl.DataFrame) -> pl.Expr:
    """The words of ours in a text: Chinese ones wherever they stand, overlapping or not (收入下降60 is both a fall
    and a severe one), English ones whole and in any case, codes exactly as they are written."""
    chinese = words.filter(~pl.col("word").str.contains("[A-Za-z]"))["word"].to_list()
    english = alternatives(words.filter(~pl.col("is_code") & pl.col("word").str.contains("[A-Za-z]"))["word"])
    codes = alternatives(words.filter("is_code")["word"])
    return pl.concat_list(
        text.str.extract_many(chinese, overlapping=True),
        text.str.extract_all(f"(?i)(?:{english})").list.eval(pl.element().str.to_lowercase()),
        text.str.extract_all(f"(?:{codes})"),
    )


def _outermost(spoken: pl.LazyFrame, words: pl.DataFrame) -> pl.LazyFrame:
    """Without words that stand inside a longer one of the same clause: 拒不配合 is not also 不配合."""
    outer = words.lazy().select(pl.col("word").alias("outer"))
    inside = (
        words.lazy()
        .select("word")
        .join(outer, how="cross")
        .filter(pl.col("outer").str.contains(pl.col("word"), literal=True) & (pl.col("outer") != pl.col("word")))
    )
    hidden = (
        spoken.select("place", "negated", pl.col("word").alias("outer"))
        .join(inside, on="outer", how="inner")
        .select("place", "negated", "word")
        .unique()
    )
    return spoken.join(hidden, on=["place", "negated", "word"], how="anti")


def _unexplained(heard: pl.LazyFrame, policy: model.Findings) -> pl.LazyFrame:
    """Texts with a clause that is neither a finding of ours nor a way of saying that all is well."""
    whole = "^(?i:" + "|".join(re.escape(w) for w in policy.nothing) + ")$"
    within = _pattern([word for word in policy.nothing if len(word) > 1])
    before = "|".join(re.escape(word) + (" " if word.isascii() and len(word) > 2 else "") for word in policy.spoilt_by)
    spoilt = f"(?i)(?:{before})(?:" + "|".join(re.escape(w) for w in policy.nothing if len(w) > 1) + ")"
    clause = pl.col("clause")
    well = clause.str.contains(whole) | (clause.str.contains(within) & ~clause.str.contains(spoilt))
    return (
        heard.filter((pl.col("all").list.len() == 0) & ~well & clause.str.contains(r"[\p{L}]"))
        .select("finding")
        .unique()
        .with_columns(
            pl.lit(policy.unmapped.code).alias("code"),
            pl.lit(SEVERITY[policy.unmapped.severity], pl.Int8).alias("reading"),
            pl.lit(0, pl.Int8).alias("floor"),
            pl.lit(False).alias("negated"),
            pl.lit(True).alias("to_review"),
        )
    )


def _words(policy: model.Findings) -> pl.DataFrame:
    """Lower-cased word, or code as it is → code, severity of its reading, floor, and whether it is a code."""
    rows = {policy.unmapped.code: (policy.unmapped.code, SEVERITY[policy.unmapped.severity], 0, True)}
    for finding in policy.findings:
        readings = [
            (SEVERITY[r.severity], model.GRADES.index(r.no_better_than or "A"), r.words) for r in finding.readings
        ]
        rows[finding.code] = (finding.code, *readings[0][:2], True)
        for severity, floor, spoken in readings:
            rows.update({word.lower(): (finding.code, severity, floor, False) for word in ranged(spoken)})
    return pl.DataFrame(
        [(word, *meaning) for word, meaning in rows.items()],
        schema={"word": pl.String, "code": pl.String, "reading": pl.Int8, "floor": pl.Int8, "is_code": pl.Boolean},
        orient="row",
    )


def ranged(words: Iterable[str]) -> Iterable[str]:
    """The words, `下降{50-99}` spelt out as fifty of them."""
    for word in words:
        span = re.search(r"\{(\d+)-(\d+)\}", word)
        numbers = range(int(span[1]), int(span[2]) + 1) if span else ()
        yield from (word.replace(span[0], str(number)) for number in numbers) if span else (word,)


def _floors_by_lateness(policy: model.Findings) -> pl.LazyFrame:
    """Code → what an officer may read, and the floor once the borrower is also late."""
    rows = [(policy.unmapped.code, policy.unmapped.title.zh, policy.unmapped.title.en, None, None)]
    for finding in policy.findings:
        shown, when = finding.shown or finding.title, finding.worse_when
        late = (when.days_past_due_from, model.GRADES.index(when.no_better_than)) if when else (None, None)
        rows.append((finding.code, shown.zh, shown.en, *late))
    schema = {
        "code": pl.String,
        "shown_zh": pl.String,
        "shown_en": pl.String,
        "late_from": pl.Int32,
        "late_floor": pl.Int8,
    }
    return pl.LazyFrame(rows, schema=schema, orient="row")


def _pattern(words: Iterable[str]) -> str:
    return "(?i)(?:" + alternatives(words) + ")"


def _denials(negation: model.Negation, every: str) -> str:
    """What a certain negation covers: a verb of finding and the list it governs; a negator and the word
    beside it; a word and its remedy."""
    word = every.removeprefix("(?i)")
    governs = f"(?:{alternatives(negation.governs_lists)})[^{negation.ends_lists}]*"
    adjacent = f"(?:{alternatives(negation.adjacent)})\\s*{word}"
    chinese, english = negation.remedy_within["chinese"], negation.remedy_within["english"]
    resolved = f"{word}(?:[^未尚]{{0,{chinese}}}|[ -~]{{0,{english}}})(?:{alternatives(negation.resolved)})"
    return f"(?i)(?:{governs}|{adjacent}|{resolved})"
