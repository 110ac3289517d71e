"""LibreOffice driven without a screen, as an officer would: fill in cells, sort rows, insert columns, save.

The steps run in LibreOffice itself, through its Python bridge, which belongs to the system's interpreter.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SOFFICE = shutil.which("soffice")
PYTHON = "/usr/bin/python3"
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
Step = tuple[Any, ...]
"""("text", column, row, value), ("typed", column, row, value), ("sort", column, first row, last row, last column),
("insert", column), ("rename", name); columns and rows from 0. `typed` leaves it to the program what the value is."""


def installed() -> bool:
    """Whether LibreOffice and its Python bridge are there."""
    if SOFFICE is None or not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def work(source: Path, target: Path, sheet: str, steps: list[Step], home: Path) -> None:
    """`source` opened, `steps` done on `sheet`, saved as `target` in the format of its suffix; its profile in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    pipe = f"overdue{abs(hash(str(home))) % 10**8}"
    accept = f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"
    profile = f"-env:UserInstallation={home.as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--norestore", "--nologo", "--nodefault", accept]
    task = {
        "pipe": pipe, "source": source.as_uri(), "target": target.as_uri(), "sheet": sheet, "steps": steps,
        "filter": FILTERS[target.suffix],
    }  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        done = subprocess.run(
            [PYTHON, __file__], input=json.dumps(task), capture_output=True, text=True, timeout=300, check=False
        )
        program.wait(60)
    assert target.is_file(), done.stderr


def _inside(task: dict[str, Any]) -> None:
    """The steps, in the interpreter that has the bridge."""
    import uno
    from com.sun.star.beans import PropertyValue
    from com.sun.star.table import TableSortField

    def named(**values: Any) -> tuple[Any, ...]:
        return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())

    desktop = _desktop(uno, task["pipe"])
    document = desktop.loadComponentFromURL(task["source"], "_blank", 0, named(Hidden=True))
    sheet = document.Sheets.getByName(task["sheet"])
    for kind, *at in task["steps"]:
        if kind == "text":
            sheet.getCellByPosition(at[0], at[1]).setString(at[2])
        elif kind == "typed":
            sheet.getCellByPosition(at[0], at[1]).setFormula(at[2])
        elif kind == "sort":
            field = TableSortField()
            field.Field, field.IsAscending = at[0], False
            fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
            rows = sheet.getCellRangeByPosition(0, at[1], at[3], at[2])
            rows.sort(named(SortFields=fields, ContainsHeader=False))
        elif kind == "insert":
            sheet.Columns.insertByIndex(at[0], 1)
        elif kind == "rename":
            sheet.setName(at[0])
    document.storeToURL(task["target"], named(FilterName=task["filter"]))
    document.close(True)
    desktop.terminate()


def _desktop(uno: Any, pipe: str) -> Any:
    """The program, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if attempt == 239:
                raise
            time.sleep(0.5)
    return None


if __name__ == "__main__":
    _inside(json.load(sys.stdin))
