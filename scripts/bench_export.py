"""Generated activities in every export format: seconds, peak memory and size, each format in a process of its own."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kmpipe.export import FORMATS, write
from kmpipe.model import (
    ActionItem,
    ActivityView,
    Evidence,
    FocusArea,
    OrganisationMention,
    Period,
    Person,
    Session,
)

# "none" generates the rows and writes nothing: what the others' seconds and memory are to be seen against
NONE = "none"
_WORDS = [
    "rapat",
    "koordinasi",
    "banjir",
    "warga",
    "kota",
    "air",
    "bersih",
    "sampah",
    "jalur",
    "evakuasi",
    "pemerintah",
    "provinsi",
    "dinas",
    "lokakarya",
    "ketahanan",
]
_AREAS = ("governance", "preparedness", "water_waste_health", "mobility", "social_cohesion")
_ROLES = ("organiser", "host", "participant", "speaker", "mentioned")


@dataclass
class Figures:
    """What one format took: seconds, those of the processor, the peak of the process's memory, and the size of what it wrote, in MB (10^6)."""

    name: str
    seconds: float
    busy: float
    peak: float
    size: float


def activities(count: int) -> Iterator[ActivityView]:
    """`count` activities, always the same: six organisations of 3,000, a few of them often, and a text of 300 words."""
    for number in range(count):
        draw = random.Random(number)
        words = draw.choices(_WORDS, k=300)
        text = "\n".join(" ".join(words[at : at + 60]) + "." for at in range(0, 300, 60))
        proof = (Evidence(start=0, end=20, quote=text[:20], rule="generated"),)
        day = f"{draw.randint(2010, 2024)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        yield ActivityView(
            id=f"a{number:07}.1",
            articles=(f"a{number:07}",),
            title=f"{' '.join(words[:7]).capitalize()} {number}",
            language="id",
            categories=("Kegiatan",),
            type=draw.choice(("workshop", "meeting", "training")),
            held=Period(start=day, evidence=proof),
            sessions=(Session(label="Hari Ke-1", start=day),),
            place="Jakarta Pusat",
            province="DKI Jakarta",
            venue="Balai Kota",
            organisations=tuple(
                OrganisationMention(
                    id=f"o{body}",
                    name=f"Dinas Contoh {body}",
                    kind="government",
                    role=draw.choice(_ROLES),
                    evidence=proof,
                )
                for body in {int(3_000 * draw.random() ** 3) for _ in range(6)}
            ),
            focus_areas=(FocusArea(id=draw.choice(_AREAS), score=0.8, evidence=proof),),
            people=(Person(name="Ani Wijaya", role="Kepala Bidang", public_office=True, evidence=proof),),
            participants=draw.randint(5, 90),
            action_items=(ActionItem(task="Susun peta", owner="Dinas Contoh", due="2025-01"),),
            url=f"https://site.example/{number}/",
            published=day,
            site="Jakarta Tangguh",
            text=text,
        )


def measure(count: int, formats: Iterable[str] = (), *, text: bool = False) -> Iterator[Figures]:
    """The figures of each format, of all of them if none is named."""
    for name in formats or (NONE, *FORMATS):
        command = [sys.executable, __file__, name, str(count), *(["text"] if text else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, busy, peak, size = map(float, done.stdout.split())
        yield Figures(name=name, seconds=seconds, busy=busy, peak=peak, size=size)


def one(name: str, count: int, *, text: bool) -> tuple[float, float, float, float]:
    """Write one format in this process: seconds, seconds of the processor, peak MB, MB written."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        started, idle = time.perf_counter(), time.process_time()
        if name == NONE:
            for _ in activities(count):
                pass
        else:
            more = text and not FORMATS[name].bare
            write(activities(count), target, format=name, text=more, evidence=more)
        seconds, busy = time.perf_counter() - started, time.process_time() - idle
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        files = [target] if target.is_file() else target.rglob("*")
        size = sum(path.stat().st_size for path in files)
    return seconds, busy, peak, size / 1e6


if __name__ == "__main__":
    print(*one(sys.argv[1], int(sys.argv[2]), text="text" in sys.argv[3:]))
