"""`python -m kmpipe` is `kmpipe`."""

from kmpipe.cli import main

main()
