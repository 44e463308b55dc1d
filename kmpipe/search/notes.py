"""What is noted while an index is written and needed by the next write alone: a file that no search reads."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kmpipe.search.bridge import Ground
from kmpipe.search.neighbours import Neighbours, NeighboursFile
from kmpipe.search.pairs import Pairs, PairsFile
from kmpipe.search.vocabulary import Vocabulary


class NotesFile(msgspec.Struct):
    """The file."""

    pairs: PairsFile = msgspec.field(default_factory=PairsFile)
    neighbours: NeighboursFile = msgspec.field(default_factory=NeighboursFile)
    ground: Ground = msgspec.field(default_factory=Ground)


class Notes:
    """The terms that texts explain, the names they may hold, and what the bridge was made of."""

    def __init__(self, file: NotesFile, vocabulary: Vocabulary, folders: tuple[Path, ...]) -> None:
        """`folders` hold vocabularies beside the shipped ones."""
        self.pairs = Pairs(file.pairs)
        self.neighbours = Neighbours(file.neighbours, folders, vocabulary.stop_words, vocabulary.analyser.lemmatiser)
        self.ground = file.ground
        self.folders = folders

    def encode(self) -> bytes:
        """The file; the same notes give the same bytes."""
        return msgspec.msgpack.encode(NotesFile(self.pairs.file(), self.neighbours.file(), self.ground))
