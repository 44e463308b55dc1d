"""The running WordPress: `KMPIPE_WORDPRESS` is the address of its first port, `WPTB_HOME` the folder it lives in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.wordpress.testbed import Testbed


@pytest.fixture(scope="session")
def testbed() -> Testbed:
    """The site with its ground truth; the test is skipped where it does not run."""
    base, home = os.environ.get("KMPIPE_WORDPRESS"), os.environ.get("WPTB_HOME", "/var/tmp/kmpipe-wp")
    shared = Path(os.environ.get("KMPIPE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    tool = shared / "tools" / "wp_testbed.sh"
    if not base:
        pytest.skip("needs the running WordPress of wp_testbed.sh (KMPIPE_WORDPRESS is its address)")
    if not (Path(home) / "manifest.json").is_file() or not tool.is_file():
        pytest.skip("needs the ground truth of the WordPress (WPTB_HOME) and its tool (KMPIPE_SHARED)")
    return Testbed(base, Path(home), tool)
