"""A page of docs/ on stdout: everything that can be wrong, with how grave it is, the words and an example, in one language."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from overdue_cli.locale import words
from overdue_cli.problem_list import SEVERITIES
from overdue_cli.problems import CATALOGUE

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = REPOSITORY / "tests" / "problems" / "messages.txt"


def pages() -> dict[str, str]:
    """File name in docs/ → its text."""
    return {"problems.md": page("en"), "problems.zh.md": page("zh")}


def page(language: str) -> str:
    """Every code with its sentence and next step, gravest effects first in the legend, examples from the tests' broken files."""
    said, sentences = words(language)["problem_page"], words(language)["problems"]
    effects, shown = words(language)["check"]["effects"], examples(language)
    lines = [f"# {said['title']}", "", said["intro"], ""]
    lines += [f"- **{effects[name]}**: {said[name]}" for name in SEVERITIES]
    section = ""
    for code, problem in sorted(
        CATALOGUE.items(), key=lambda item: (list(said["sections"]).index(item[0][0]), item[0])
    ):
        if code[0] != section:
            section = code[0]
            lines += ["", f"## {said['sections'][section]}"]
        exit_code = f" · {said['exit']} {problem.exit_code}" if problem.exit_code else ""
        lines += [
            "",
            f"### {code}",
            "",
            f"*{effects[problem.effect.value]}*{exit_code}",
            "",
            f"{_plain(sentences[code]['says'])}",
            "",
        ]
        lines += [f"**{said['next']}** {_plain(sentences[code]['next'])}"]
        if code in shown:
            lines += ["", "```text", shown[code], "```"]
    return "\n".join([*lines, ""])


def examples(language: str) -> dict[str, str]:
    """Code → what is said of the smallest file that has the problem: first Chinese, then English."""
    out = {}
    for part in EXAMPLES.read_text(encoding="utf-8").split("\n== ")[1:]:
        code, text = part[:4], part[5:].strip("\n").splitlines()
        half = len(text) // 2
        out[code] = "\n".join(text[:half] if language == "zh" else text[half:])
    return out


def _plain(sentence: str) -> str:
    """A sentence with its facts as places to be filled."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", sentence)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(pages()[sys.argv[1]])
