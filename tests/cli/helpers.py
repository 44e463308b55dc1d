"""What the tests of the command line ingest."""

from __future__ import annotations

RAPAT = """Rapat Koordinasi Banjir

Jakarta, 23 Agustus 2018. BPBD Provinsi DKI Jakarta dan Dinas Sumber Daya Air mengadakan rapat koordinasi kesiapsiagaan
banjir di Balai Kota. Rapat dihadiri 35 peserta dan membahas peringatan dini serta jalur evakuasi warga.

Baca juga :  Lokakarya Air Bersih

Peserta menyepakati pembagian tugas posko banjir sampai akhir musim hujan.

Leave a Reply
"""
