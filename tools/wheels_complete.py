"""Whether a folder of wheels is enough: wheels_complete.py FOLDER linux|windows PYTHON_VERSION...

pip asks what another system needs by the markers of the one it runs on, so it misses what only Windows needs.
Exits with 1 and the names of what is missing.
"""

from __future__ import annotations

import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

SYSTEMS = {
    "linux": {"platform_system": "Linux", "sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
    "windows": {"platform_system": "Windows", "sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
}


def missing(folder: Path, system: str, versions: list[str]) -> set[str]:
    """Names of requirements that some wheel has on `system` and no wheel of the folder meets."""
    wheels = sorted(folder.glob("*.whl"))
    there = {canonicalize_name(parse_wheel_filename(path.name)[0]) for path in wheels}
    wanted: set[str] = set()
    for path in wheels:
        for said in _requirements(path):
            asked = Requirement(said)
            places = [
                SYSTEMS[system] | {"python_version": v, "python_full_version": f"{v}.0", "extra": ""} for v in versions
            ]
            if asked.marker is None or any(asked.marker.evaluate(place) for place in places):
                wanted.add(canonicalize_name(asked.name))
    return wanted - there


def _requirements(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as held:
        name = next(name for name in held.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(held.read(name).decode()).get_all("Requires-Dist") or []


if __name__ == "__main__":
    lacking = missing(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
    if lacking:
        sys.exit(f"{sys.argv[1]} lacks {', '.join(sorted(lacking))}")
