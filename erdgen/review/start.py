"""The page that starts a run: an ERD is pasted, uploaded or picked, checked, and handed to the workers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from erdgen.compiler.findings import Finding, errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Project
from erdgen.models import Origin, Run
from erdgen.review.access import START, needs, show
from erdgen.review.diagram import draw_diagram
from erdgen.review.listing import list_lines
from erdgen.review.metrics import REFUSED
from erdgen.runs import OUTPUT_NAME, LimitReachedError, RefusedError, submit

SAMPLES = {
    path.stem: path
    for path in (
        settings.BASE_DIR / "sample_erd.json",
        *sorted((settings.BASE_DIR / "fixtures" / "erds").glob("*.json")),
    )
}


class NewRunForm(forms.Form):
    """One of three ways to give an ERD, and what to do with it."""

    text = forms.CharField(
        label="ERD",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text="Paste it here …",
    )
    file = forms.FileField(label="or a file", required=False, widget=forms.FileInput({"accept": ".json"}))
    sample = forms.ChoiceField(
        label="or a sample", required=False, choices=[("", "—"), *((name, name) for name in SAMPLES)]
    )
    #: Of what was uploaded or picked before, and is now in the text.
    source = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    output = forms.CharField(
        label="Output folder",
        required=False,
        max_length=64,
        help_text="Below the folder of all outputs; named after the ERD when it is left empty.",
    )
    prove = forms.BooleanField(label="Prove it: checks, migrations and tests", required=False, initial=True)
    review = forms.BooleanField(label="Review before it is applied", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.REQUIRE_HUMAN_REVIEW:
            self.fields["review"].disabled = True
            self.fields["review"].help_text = "Every run of this site is reviewed."

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_ERD_BYTES:
            raise ValidationError(f"at most {settings.MAX_ERD_BYTES:,} bytes are taken")
        return file

    def clean_output(self) -> str:
        output: str = self.cleaned_data["output"]
        if output and not OUTPUT_NAME.fullmatch(output):
            raise ValidationError("lower-case letters, digits, - and _ only")
        return output

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("file"):
            values |= {"erd": values["file"].read(), "source": Path(values["file"].name).name}
        elif values.get("sample"):
            path = SAMPLES[values["sample"]]
            values |= {"erd": path.read_bytes(), "source": path.name}
        elif values.get("text", "").strip():
            # Browsers send every line end as two characters.
            erd = values["text"].replace("\r\n", "\n").encode()
            values |= {"erd": erd, "source": Path(values.get("source") or "pasted_erd.json").name}
        else:
            raise ValidationError("Paste an ERD, choose a file, or pick a sample.")
        return values


@needs(START)
def new_run(request: HttpRequest) -> HttpResponse:
    """The form; what was sent comes back with its diagnostics and its diagram, or as a run."""
    form = NewRunForm(request.POST, request.FILES) if request.method == "POST" else NewRunForm()
    if not form.is_valid():
        return show(request, "new_run.html", "New run", form=form)
    problem = ""
    erd, source = form.cleaned_data["erd"], form.cleaned_data["source"]
    project, findings = parse_erd(erd, Path(source).stem.removesuffix("_erd"))
    if "start" in request.POST and project is not None and not errors(findings):
        try:
            run = start(request.user, form.cleaned_data, project)
        except RefusedError as error:
            problem = str(error)
        except LimitReachedError as error:
            REFUSED.inc()
            problem = str(error)
        else:
            return redirect("admin:erdgen_run_progress", run.pk)
    checked = describe_check(form, erd, project, findings)
    return show(request, "new_run.html", "New run", problem=problem, **checked)


def start(author: Any, values: dict[str, Any], project: Project) -> Run:
    """Queue the run."""
    assert isinstance(author, User)  # the page is for those who are signed in
    output = values["output"] or suggest_output(project.name)
    review = values["review"] or settings.REQUIRE_HUMAN_REVIEW
    return submit(author, values["erd"], values["source"], output, prove=values["prove"], review=review)


@needs(START)
@require_POST
def run_again(request: HttpRequest, number: int) -> HttpResponse:
    """The same ERD into the same output, with the comments that are open by now."""
    run = get_object_or_404(Run, pk=number, origin=Origin.SITE)
    assert isinstance(request.user, User)  # needs() has seen to it
    try:
        wanted = {name: run.options[name] for name in ("prove", "review")}
        run = submit(request.user, bytes(run.erd), run.source, run.output, **wanted)
    except RefusedError as error:
        messages.error(request, str(error))
    except LimitReachedError as error:
        REFUSED.inc()
        messages.error(request, str(error))
    return redirect("admin:erdgen_run_progress", run.pk)


def suggest_output(title: str) -> str:
    """A name for the output folder."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:64] or "backend"


def describe_check(
    form: NewRunForm, erd: bytes, project: Project | None, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    """The ERD with its diagnostics. It is filled into the form as text, so it can be mended there."""
    text = erd.decode(errors="replace")
    kept = {name: form.cleaned_data[name] for name in ("source", "prove", "review")}
    output = form.cleaned_data["output"] or (suggest_output(project.name) if project else "")
    return {
        "form": NewRunForm(initial={**kept, "text": text, "output": output}),
        "checked": True,
        "findings": findings,
        "wrong": len(errors(findings)),
        "unplaced": [found for found in findings if not (found.location and found.location.line)],
        "lines": list_lines(text, findings),
        "diagram": draw_diagram(project) if project else None,
    }
