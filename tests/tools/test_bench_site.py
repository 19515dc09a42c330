"""What is measured of the site is made as the pages expect it, and the figures are told as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from erdgen import broker
from erdgen.models import Run, State
from tools import bench, bench_site


def test_the_tables_tell_runs_per_minute_and_page_times() -> None:
    runs = [bench_site.Throughput(1, 40, 60.0), bench_site.Throughput(2, 40, 32.0)]
    pages = [bench_site.Page("list", 0.0234, 10240)]
    lines = list(bench_site.render(bench_site.Sizes(40, 1000, 200), runs, pages))
    assert "| 1 | 60.0 s | 40 |" in lines
    assert "| 2 | 32.0 s | 75 |" in lines
    assert lines[-1] == "| list | 23 ms | 10 KiB |"


def test_the_published_document_has_the_markers() -> None:
    text = bench.DOCUMENT.read_text(encoding="utf-8")
    assert text.count(bench_site.BEGIN) == text.count(bench_site.END) == 1
    assert text.index(bench.END) < text.index(bench_site.BEGIN) < text.index(bench_site.END)


@pytest.mark.django_db
def test_pages_are_measured_with_as_much_as_they_say(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTPUTS_ROOT, settings.SECURE_SSL_REDIRECT = tmp_path, False
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(broker, "ring", lambda run: True)
    monkeypatch.setattr(bench_site, "REPEATS", 1)
    pages = list(bench_site.measure_pages(bench_site.Sizes(0, 5, 3)))
    assert Run.objects.count() == 5
    run = Run.objects.get(state=State.AWAITING_REVIEW)
    assert run.files.filter(state="changed").count() == 3
    assert len({page.name for page in pages}) == 3
    assert all(page.seconds > 0 and page.size > 1000 for page in pages)
