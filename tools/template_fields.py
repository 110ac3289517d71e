"""docs/templates.md on stdout: how a template is marked, and every field it may name, in both languages."""

from __future__ import annotations

import sys

from overdue_cli.locale import words

INTRO = """# Your own templates

`overdue score --template FILE.xlsx` fills a workbook of your own and keeps its formats, formulas, pictures, drop-downs and print
set-up. What is filled in stands in double braces, in English or in Chinese: `{{borrower_name}}` is `{{客户名称}}`.

- **A page for each borrower.** A sheet with a borrower's marks is copied for each. `--visit-sheets N` takes the first N who may be
  visited; without it everybody listed gets a page. Without `--template` our own page is filled: `rules/visit_en.xlsx`, yours to adapt.
- **A row for each borrower.** Marks such as `{{row.borrower_name}}` or `{{行.客户名称}}` repeat their row; sums, choices, pictures and
  print areas below and around follow.
- **A borrower's own lists** (`due`, `person`, `reason`, `look`) fill the rows drawn for them; where there are more, the last is repeated.
- **Named cells** do as well: a name such as `as_of`, `borrower_name` or `row_borrower_name` marks its cell.
- A cell that is nothing but a mark takes a number or date in its own format; among other words it becomes text.

Refused with the place: a mark that names no field, and whatever filling would lose (text boxes, controls, macros, pictures in headers).
Numbers of more than fifteen digits are kept as text.
"""
TITLES = {
    "run": "Of the run", "": "Of a borrower; with `row.` in a repeated row", "due": "`due.` what is owed", "person": "`person.` who may be spoken to",
    "reason": "`reason.` why", "look": "`look.` what to ask and look at",
}  # fmt: skip


def page() -> str:
    """The whole page."""
    zh, en = (words(language)["doorstep"]["fields"] for language in ("zh", "en"))
    out = [INTRO]
    for group, title in TITLES.items():
        prefix, title_zh = (f"{group}.", f"{zh['groups'][group]}.") if group in zh["groups"] else ("", "")
        out += [f"## {title}\n", "| mark | 中文标记 | meaning |", "|---|---|---|"]
        out += [f"| `{prefix}{name}` | `{title_zh}{zh[group][name]}` | {label} |" for name, label in en[group].items()]
        out.append("")
    return "\n".join(out)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())
