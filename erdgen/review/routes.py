"""Where the pages of runs are."""

from __future__ import annotations

from erdgen.review.judging import (
    apply_run,
    download,
    give_verdict,
    reject_run,
    show_review,
    withdraw_comment,
)
from erdgen.review.progress import cancel_run, show_progress, show_progress_now
from erdgen.review.start import new_run, run_again
from erdgen.review.status import show_status, show_status_json

#: Below ``/admin/erdgen/run/``: route, page, and the end of its name.
PAGES = (
    ("new/", new_run, "new"),
    ("status/", show_status, "status"),
    ("status.json", show_status_json, "status_json"),
    ("<int:number>/progress/", show_progress, "progress"),
    ("<int:number>/progress/now/", show_progress_now, "progress_now"),
    ("<int:number>/cancel/", cancel_run, "cancel"),
    ("<int:number>/again/", run_again, "again"),
    ("<int:number>/withdraw/", withdraw_comment, "withdraw"),
    ("<int:number>/review/", show_review, "review"),
    ("<int:number>/judge/", give_verdict, "judge"),
    ("<int:number>/apply/", apply_run, "apply"),
    ("<int:number>/reject/", reject_run, "reject"),
    ("<int:number>/zip/", download, "download"),
)
