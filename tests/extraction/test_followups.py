"""Action items: task, owner, due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.followups import find_action_items
from kmpipe.text.normalise import normalise

HELD = dt.date(2018, 7, 1)


@pytest.mark.parametrize(
    ("text", "owner", "due"),
    [
        ("Laporan akhir akan diserahkan kepada Deputi Gubernur pada 31 Juli 2018.", None, "2018-07-31"),
        ("The final report will be submitted by the Secretariat by 31 July 2018.", "Secretariat", "2018-07-31"),
        ("BPBD diminta untuk menyiapkan peta banjir sebelum 10 September 2018.", "BPBD", "2018-09-10"),
        ("Selanjutnya, Sekretariat Jakarta Berketahanan akan menyusun notulen rapat.", "Sekretariat Jakarta Berketahanan", None),
        ("Data warga perlu dilengkapi oleh Dinas Sosial paling lambat Agustus 2018.", "Dinas Sosial", "2018-08"),
    ],
)  # fmt: skip
def test_sentences(text: str, owner: str | None, due: str | None) -> None:
    """A sentence that says what will be done gives owner and due date where it names them."""
    (item,) = find_action_items(text, HELD)
    assert (item.owner, item.due) == (owner, due)


TOLD = [
    ("Disepakati bahwa laporan akhir diserahkan paling lambat 31 Juli.", [(None, "2018-07-31")]),
    ("Dokumen akan diserahkan kepada Bappeda pada 31 Juli 2018.", [(None, "2018-07-31")]),
    ("Dinas Perhubungan to submit the route map by 5 August 2018.", [("Dinas Perhubungan", "2018-08-05")]),
    ("The meeting agreed that the Transport Agency would submit a revised plan by 15 August 2018.", [("Transport Agency", "2018-08-15")]),
    ("BPBD sanggup menyerahkan peta risiko pada Agustus 2018.", [("BPBD", "2018-08")]),
    ("Peserta sepakat agar Dinas Sosial melengkapi data penerima sebelum rapat berikutnya.", [("Dinas Sosial", None)]),
    ("Sekretariat diminta mengirim undangan kepada seluruh peserta paling lambat Jumat, 20 Juli 2018.", [("Sekretariat", "2018-07-20")]),
    ("Paling lambat 15 Agustus 2018, setiap kelompok harus mengumpulkan hasil diskusi.", [("setiap kelompok", "2018-08-15")]),
    ("Comments on the draft are due by 30 July 2018.", [(None, "2018-07-30")]),
    ("Masukan tertulis ditunggu hingga 25 Juli 2018.", [(None, "2018-07-25")]),
    ("Batas akhir pengumpulan formulir adalah 22 Juli 2018.", [(None, "2018-07-22")]),
    ("Notulen akan disusun oleh Sekretariat dan Dinas Kominfo.", [("Sekretariat dan Dinas Kominfo", None)]),
    ("Each agency was asked to appoint a focal point by 31 July 2018.", [("Each agency", "2018-07-31")]),
    ("Dinas Lingkungan Hidup berkomitmen menyediakan dua truk sampah.", [("Dinas Lingkungan Hidup", None)]),
    ("Ms. Sari will circulate the slides to all participants.", [("Ms. Sari", None)]),
    ("Hasil rapat ini akan dilaporkan kepada Gubernur.", [(None, None)]),
    ("Sebagai tindak lanjut, Dinas Bina Marga akan memperbaiki trotoar di tiga kelurahan.", [("Dinas Bina Marga", None)]),
    ("Sebagai tindak lanjut, tim akan melakukan survei ke lapangan.", [("tim", None)]),
    ("The minutes are to be circulated by Friday, 20 July 2018.", [(None, "2018-07-20")]),
    ("The Environment Agency promised to send the waste figures by 3 August 2018.", [("Environment Agency", "2018-08-03")]),
    ("Bpk. Oswar meminta agar naskah final dikirimkan ke percetakan sebelum 12 Juli 2018.", [(None, "2018-07-12")]),
    ("Rapat menugaskan Dinas Bina Marga menyusun daftar ruas jalan paling lambat 20 Maret 2019.", [("Dinas Bina Marga", "2019-03-20")]),
    ("Kepala Bappeda meminta setiap OPD menyampaikan data capaian sebelum 15 Maret 2019.", [("setiap OPD", "2019-03-15")]),
    ("Selanjutnya Biro Hukum akan menelaah rancangan peraturan dan hasilnya disampaikan pada 22 Maret 2019.", [("Biro Hukum", "2019-03-22")]),
    ("Notulensi rapat akan dikirimkan melalui surel kepada seluruh peserta.", [(None, None)]),
    ("Deputi Gubernur mengarahkan agar BPBD dan Dinas Gulkarmat memutakhirkan peta rawan kebakaran.", [("BPBD dan Dinas Gulkarmat", None)]),
    ("It was agreed that BMKG will share hourly rainfall data with the city before the end of March 2019.", [("BMKG", "2019-03")]),
    ("Participants were asked to send written comments to the secretariat no later than 11 March 2019.", [("Participants", "2019-03-11")]),
    ("The Planning Agency is to report back at the next session.", [("Planning Agency", None)]),
    ("Please send the signed forms by 8 March 2019.", [(None, "2019-03-08")]),
    ("Formulir mohon dikembalikan paling lambat 8 Maret 2019.", [(None, "2019-03-08")]),
    ("Tim penyusun akan merampungkan bab tiga sebelum 1 April 2019.", [("Tim penyusun", "2019-04-01")]),
    ("Ibu Ratna dari UNDP bersedia mengirim contoh kuesioner.", [("Ibu Ratna dari UNDP", None)]),
    ("As a follow-up, the Housing Agency and UN-Habitat will map vacant plots.", [("Housing Agency and UN-Habitat", None)]),
    ("Dalam dua minggu ke depan, Dinas Kominfo akan mengunggah seluruh materi.", [("Dinas Kominfo", None)]),
    ("Laporan hasil survei harus sudah diterima Sekretariat pada 25 Maret 2019.", [(None, "2019-03-25")]),
    ("Peserta menyepakati pembentukan grup kerja; Walhi ditunjuk menyusun kerangka acuan.", [("Walhi", None)]),
    ("Rapat ditutup dengan kesepakatan bahwa Dinas Pendidikan akan mengirimkan daftar sekolah rawan paling lambat 25 September 2020.", [("Dinas Pendidikan", "2020-09-25")]),
    ("By 30 September 2020 the Secretariat will circulate a revised timeline.", [("Secretariat", "2020-09-30")]),
    ("Hasil pemetaan akan diserahkan ke Bappeda pada pekan terakhir September 2020.", [(None, "2020-09")]),
    ("Camat Tebet diminta mendata rumah di bantaran kali sebelum musim hujan.", [("Camat Tebet", None)]),
    ("PIC kegiatan adalah Bidang Prasarana; laporan kemajuan disampaikan setiap tanggal 5.", []),
    ("Draf akhir rencana aksi akan difinalkan oleh tim kecil dan disampaikan kepada Wali Kota pada 1 Oktober 2020.", [("tim kecil", "2020-10-01")]),
    ("Ms Dewi Anggraini of the Health Agency agreed to provide weekly case counts.", [("Ms Dewi Anggraini of the Health Agency", None)]),
    ("The group decided that the Fire Agency should inspect all hydrants before 1 November 2020.", [("Fire Agency", "2020-11-01")]),
    ("Sekretariat membuka masukan publik atas draf strategi; tanggapan ditunggu paling lambat 20 September 2020.", [(None, "2020-09-20")]),
    ("Ketua tim diminta melaporkan perkembangan setiap bulan.", [("Ketua tim", None)]),
    ("Disepakati pula bahwa undangan rapat lanjutan dikirim oleh Biro Umum selambat-lambatnya 1 Juni 2021.", [("Biro Umum", "2021-06-01")]),
    ("Dinas Kesehatan Kota Medan berjanji memperbarui data vaksinasi tiap Jumat.", [("Dinas Kesehatan Kota Medan", None)]),
    ("The consultant shall submit the inception report not later than 30 June 2021.", [("consultant", "2021-06-30")]),
    ("UNDP and the Planning Agency agreed to prepare a joint proposal before August 2021.", [("UNDP and the Planning Agency", "2021-08")]),
    ("Minutes will be shared with all participants within a week.", [(None, None)]),
    ("Tenggat pengiriman naskah adalah 11 Juni 2021.", [(None, "2021-06-11")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "items"), TOLD)
def test_what_sentences_say(text: str, items: list[tuple[str | None, str | None]]) -> None:
    """What was agreed, promised, asked for, assigned or awaited is a task, with its owner and due date as said."""
    assert [(item.owner, item.due) for item in find_action_items(text, HELD)] == items


LISTED = [
    ("Tindak lanjut:\n1. Bappeda menyusun matriks program.\n2. Dinas Kesehatan mengirimkan data stunting paling lambat 10 Agustus 2018.\n3. Sekretariat membagikan notulen.", [("Bappeda", None), ("Dinas Kesehatan", "2018-08-10"), ("Sekretariat", None)]),
    ("Rencana tindak lanjut\n- Menyusun kerangka acuan kerja\n- Mengundang kembali narasumber", [(None, None), (None, None)]),
    ("Next steps:\n• The Health Agency to share case data by 12 August 2018\n• Secretariat to draft the minutes", [("Health Agency", "2018-08-12"), ("Secretariat", None)]),
    ("Action items\n1) Draft TOR – Bappeda – 20 July 2018\n2) Site survey – BPBD", [("Bappeda", "2018-07-20"), ("BPBD", None)]),
    ("Tindak Lanjut\nNo | Tindak lanjut | PIC | Batas waktu\n1 | Menyusun notulen | Sekretariat | 5 Juli 2018\n2 | Survei lapangan | BPBD | 12/7/2018", [("Sekretariat", "2018-07-05"), ("BPBD", "2018-07-12")]),
    ("| Action | Owner | Due |\n|---|---|---|\n| Share the data set | Dinas Sosial | 10 August 2018 |\n| Book the room | Ms. Sari | |", [("Dinas Sosial", "2018-08-10"), ("Ms. Sari", None)]),
    ("Tindak lanjut: Bappeda menyusun SK tim; Dinas Sosial memverifikasi data; BPBD memperbarui peta.", [("Bappeda", None), ("Dinas Sosial", None), ("BPBD", None)]),
    ("Tindak lanjut: (1) Bappeda menyusun SK; (2) BPBD memperbarui peta paling lambat 9 Agustus 2018.", [("Bappeda", None), ("BPBD", "2018-08-09")]),
    ("Rapat menyepakati beberapa tindak lanjut sebagai berikut:\na. Dinas Pendidikan menyiapkan daftar sekolah;\nb. Menyampaikan undangan (PIC: Biro Umum)", [("Dinas Pendidikan", None), ("Biro Umum", None)]),
    ("Hal-hal yang disepakati:\n1. Dinas Sumber Daya Air menyerahkan data pompa paling lambat 16 Juli 2018.\n2. Banjir adalah masalah bersama.", [("Dinas Sumber Daya Air", "2018-07-16")]),
    ("Adapun tindak lanjut yang disepakati adalah sebagai berikut:\n1) Dinas LH: menyerahkan data timbulan sampah (15 Maret 2019)\n2) PD PAL Jaya: menyiapkan peta IPAL (PIC: Pak Rudi)", [("Dinas LH", "2019-03-15"), ("Pak Rudi", None)]),
    ("Rekomendasi dan tindak lanjut\n• Sekretariat mengundang PT MRT Jakarta pada rapat berikutnya.\n• Finalisasi modul pelatihan oleh Yayasan Mercy Corps sebelum 29 Maret 2019.", [("Sekretariat", None), ("Yayasan Mercy Corps", "2019-03-29")]),
    ("Next Steps: Arup to circulate the draft; Bappeda to consolidate comments by 18 March 2019.", [("Arup", None), ("Bappeda", "2019-03-18")]),
    ("| Kegiatan | Penanggung jawab | Target waktu |\n| Pengumpulan data dasar | Dinas Kesehatan | Minggu ke-2 Maret 2019 |\n| Survei rumah tangga | BPS | 30 April 2019 |", [("Dinas Kesehatan", "2019-03"), ("BPS", "2019-04-30")]),
    ("Komitmen tindak lanjut:\n- PDAM Surya Sembada akan memasang 40 sambungan baru sebelum Desember 2020.\n- RW 05 menyiapkan lahan.", [("PDAM Surya Sembada", "2020-12"), ("RW 05", None)]),
    ("Action Points:\n1. ADB – share the cost model by 21 September 2020\n2. Mercy Corps – confirm trainers\n3. All – send comments on the minutes", [("ADB", "2020-09-21"), ("Mercy Corps", None), ("All", None)]),
    ("No | Kegiatan | Penanggung Jawab | Waktu\n1 | Sosialisasi di kelurahan | Lurah | Oktober 2020\n2 | Pelatihan kader | Puskesmas | 12-13 Oktober 2020", [("Lurah", "2020-10"), ("Puskesmas", "2020-10-13")]),
    ("Rencana Aksi Selanjutnya:\n(a) Survei pengguna halte, oleh ITDP, 7 Juni 2021;\n(b) Rekap hasil, oleh Dinas Perhubungan.", [("ITDP", "2021-06-07"), ("Dinas Perhubungan", None)]),
    ("Follow-up actions\n- Bappenas will host the next call (15 June 2021)\n- Updated map to be shared by BIG", [("Bappenas", "2021-06-15"), ("BIG", None)]),
    ("Tugas: PLN memasang panel surya di tiga sekolah; Dinas Pendidikan menyiapkan guru.", [("PLN", None), ("Dinas Pendidikan", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "items"), LISTED)
def test_what_lists_and_tables_say(text: str, items: list[tuple[str | None, str | None]]) -> None:
    """Lists under a heading, in one line, of what was agreed, and tables with columns for who and when give a task each."""
    assert [(item.owner, item.due) for item in find_action_items(text, HELD)] == items


NONE = [
    "Pemerintah menargetkan pembangunan 100 sumur resapan akan selesai pada 2022.",
    "Program ini akan dilaksanakan hingga Desember 2019.",
    "Strategi Ketahanan Kota akan diselesaikan pada akhir 2018.",
    "MRT Jakarta akan menyelesaikan pembangunan fase kedua pada 2024.",
    "The city aims to complete 50 km of bike lanes by 2020.",
    "The workshop will be followed by a site visit on 12 July 2018.",
    "Peserta yang terlambat harus menyerahkan surat keterangan.",
    "Gubernur menyampaikan bahwa Jakarta harus menyiapkan diri menghadapi banjir.",
    "Setiap kota harus menyusun strategi ketahanan dalam dua tahun.",
    "Sistem ini akan membagikan informasi kepada pengguna.",
    "The platform will provide real-time data to residents.",
    "Jakarta will provide free water by 2030.",
    "Rapat berikutnya akan diadakan pada 20 Juli 2018.",
    "The resilience strategy will be completed in 2018.",
    "Lokakarya ini diharapkan dapat memperkuat kerja sama antarwilayah.",
    "Batas akhir pendaftaran adalah 20 Juli 2018.",
    "Disepakati bahwa ketahanan kota disusun berdasarkan empat pilar.",
    "Dokumen ini telah diserahkan oleh Bappeda pada 2 Juli 2018.",
    "Cities need to share lessons and prepare for floods.",
    "Tim dari Semarang menyampaikan pengalaman, yang akan dilengkapi studi lain.",
    "Gubernur mengatakan Jakarta akan menyiapkan 5.000 ton beras menghadapi musim kemarau.",
    "Bus listrik akan melayani tiga koridor mulai 1 April 2019.",
    "Sensor akan mengirim peringatan kepada petugas.",
    "By 2030 the city will complete 500 kilometres of drainage.",
    "Kita harus menyusun strategi bersama, ujar Oswar.",
    "Pelatihan berikutnya akan diselenggarakan pada 12 April 2019 di Bogor.",
    "Laporan tersebut disampaikan kepada Bappenas pada 1 Maret 2019.",
    "Residents should prepare an emergency bag.",
    "The team shared what it had learned and will return to Manila on 6 March 2019.",
    "Dengan aplikasi ini warga akan melaporkan genangan dengan mudah.",
    "Peserta akan menyusun rencana aksi pada hari kedua.",
    "Proyek ini ditargetkan rampung pada Desember 2019.",
    "Warga berharap pemerintah akan memperbaiki drainase sebelum musim hujan.",
    "Kegiatan ini akan diikuti dengan pelatihan di lima kelurahan.",
    "Kereta ringan akan menyelesaikan uji coba pada November 2020.",
    "Peserta diminta menuliskan harapan pada kartu pos.",
    "Masyarakat diimbau melaporkan pohon tumbang ke 112.",
    "The new line will complete the ring and share tracks with freight.",
    "Moderator meminta peserta menyampaikan pertanyaan.",
    "Tahun depan pemerintah akan menyusun rencana induk.",
    "Jembatan baru akan diselesaikan pada Desember 2021.",
    "Presiden meminta kepala daerah mempercepat vaksinasi.",
    "Para peserta sepakat bahwa sungai harus dijaga bersama.",
    "Kami akan menyelesaikan masalah ini bersama warga.",
    "Setelah pelatihan, kader diharapkan dapat menyampaikan pesan kepada tetangga.",
    "The agency will report record ridership this year.",
    "Seminar berikutnya akan membahas air tanah pada 10 Juni 2021.",
    "Buku itu dapat diunduh hingga 30 Juni 2021.",
]


@pytest.mark.parametrize("text", NONE)
def test_goals_plans_and_opinions_are_no_tasks(text: str) -> None:
    """Goals, works, programmes, products, opinions, announcements and what was done are no action items."""
    assert find_action_items(text, HELD) == ()


def test_task_owner_and_date_have_evidence() -> None:
    """The first piece of evidence is the task; the owner and the due date have their own."""
    text = "Lalu makan.\nSelanjutnya, Dinas Sosial akan menyerahkan data paling lambat 5 Agustus 2018."
    (item,) = find_action_items(text, HELD)
    assert [(proof.rule, proof.quote) for proof in item.evidence] == [
        ("followups.sentence", "Dinas Sosial akan menyerahkan data paling lambat 5 Agustus 2018"),
        ("followups.owner", "Dinas Sosial"),
        ("followups.due", "5 Agustus 2018"),
    ]
    assert item.task == item.evidence[0].quote


def test_a_day_without_a_year_is_the_next_one() -> None:
    """`paling lambat 3 Januari`, said in July, is next January; a leap day that year has not is none."""
    text = "Bappeda diminta menyerahkan laporan paling lambat 3 Januari."
    assert [item.due for item in find_action_items(text, HELD)] == ["2019-01-03"]


def test_a_table_without_a_column_for_tasks_is_none() -> None:
    """A table of participants is no table of action items."""
    assert find_action_items("No | Nama | Instansi\n1 | Ani | BPBD\n2 | Budi | Bappeda", HELD) == ()


def test_a_list_under_its_heading() -> None:
    """Each item under `Tindak lanjut` is a task; what follows the list is not."""
    text = "Tindak lanjut:\n1. Dinas Sosial menyusun data (PIC: Dinas Sosial)\n2. Undangan dikirim paling lambat 5 Agustus 2018\nFoto bersama\n- lampiran"
    items = find_action_items(text, HELD)
    assert [(i.task, i.owner, i.due) for i in items] == [
        ("Dinas Sosial menyusun data (PIC: Dinas Sosial)", "Dinas Sosial", None),
        ("Undangan dikirim paling lambat 5 Agustus 2018", None, "2018-08-05"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Strategi yang akan disusun kemudian akan membantu Jakarta.",
        "Lokakarya ini merupakan tindak lanjut dari rangkaian kegiatan sebelumnya.",
        "Jakarta akan mampu menghadapi guncangan pada tahun 2021.",
        "Laporan diserahkan kepada Gubernur pada 31 Juli 2018.",
        "Lokakarya berikutnya akan diadakan pada 10 Agustus 2018.",
    ],
)
def test_no_action_items(text: str) -> None:
    """Goals, descriptions, past deeds and announced events are no action items."""
    assert find_action_items(text, HELD) == ()


def test_a_past_date_is_not_due() -> None:
    """A date before the activity is not when something is due."""
    assert find_action_items("Laporan akan diserahkan pada 31 Juli 2018.", dt.date(2018, 9, 1)) == ()


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(
            ["akan", "disusun", "oleh", "Dinas", "pada", "31 Juli 2018", ".", "\n", "Tindak lanjut:", "1. ", ","]
        ),
        max_size=25,
    )
)
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text."""
    text = " ".join(pieces)
    for proof in (e for item in find_action_items(text, HELD) for e in item.evidence):
        assert text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    "piece",
    [
        "akan disusun ",
        "akan disusun oleh Dinas pada 3 Mei 2019. ",
        "Tindak lanjut:\n1. a\n",
        "- (3 Mei 2019) ",
        "Bappeda akan menyusun, ",
        "Tindak lanjut: a; ",
        "a | ",
        "Dinas, ",
    ],
)
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: find_action_items(text, HELD), piece, 4000)


@pytest.mark.shared
def test_seeds_have_none(shared: Path) -> None:
    """The three seed pages tell of goals and plans, not of tasks."""
    for path in (shared / "seeds").glob("*.txt"):
        assert find_action_items(normalise(path.read_text())) == ()
