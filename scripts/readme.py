"""Run the `console` blocks of the READMEs in a fresh workspace; write what they print, or with --check compare it.

A block holds commands that begin with `$ `, each followed by what it prints (stdout and stderr). `$ID` stands for the
word that was last printed alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "README.id.md")
_BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)


def run_page(text: str, folder: Path) -> str:
    """The page with every console block as it prints today."""
    shutil.copytree(ROOT / "corpus" / "samples", folder / "samples")
    last = ""

    def run_block(block: re.Match[str]) -> str:
        nonlocal last
        lines = []
        for command in (line for line in block[2].splitlines() if line.startswith("$ ")):
            printed = _run(command[2:], folder, last)
            lines += [command, *printed.splitlines()]
            last = printed.strip() if len(printed.split()) == 1 else last
        return block[1] + "".join(f"{line}\n" for line in lines) + block[3]

    return _BLOCK.sub(run_block, text)


def _run(command: str, folder: Path, last: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "ID": last, "NO_COLOR": "1"}
    done = subprocess.run(
        ["sh", "-c", f"{{ {command}\n}} 2>&1"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.replace(str(folder.resolve()), "…").splitlines())


def main() -> int:
    """Write or check the pages; returns the exit code."""
    stale = 0
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = run_page(text, Path(folder))
        if "--check" not in sys.argv[1:]:
            page.write_text(now, encoding="utf-8")
        elif now != text:
            print(f"{name} does not show what is printed: run `python scripts/readme.py`", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
