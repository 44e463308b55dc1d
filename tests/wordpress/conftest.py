"""The running WordPress: `KMPIPE_WORDPRESS` is the address of its first port, `WPTB_HOME` the folder it lives in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.wordpress.crawls import Crawls
from tests.wordpress.testbed import Testbed, running, second_site


@pytest.fixture(scope="session")
def testbed() -> Testbed:
    """The site with its ground truth; the test is skipped where it does not run."""
    found = running(os.environ)
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture(scope="session")
def changing(testbed: Testbed) -> Iterator[Testbed]:
    """A second, smaller site, which tests may change; it is taken away at the end."""
    with second_site(testbed, "changing", port=30) as site:
        if isinstance(site, str):
            pytest.skip(site)
        yield site


@pytest.fixture(scope="session")
def crawls(testbed: Testbed, tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    """The site taken in by each road, twice, in a workspace for each: once for all tests."""
    return Crawls(testbed, tmp_path_factory.mktemp("crawls"))
