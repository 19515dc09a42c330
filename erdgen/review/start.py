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
from erdgen.models import Origin, Run, Upload
from erdgen.review.access import START, needs, show
from erdgen.review.diagram import draw_diagram
from erdgen.review.listing import list_lines
from erdgen.review.metrics import REFUSED
from erdgen.runs import OUTPUT_NAME, LimitReachedError, RefusedError, is_edited, submit
from erdgen.upload import MOST_BYTES
from erdgen.workflows import WORKFLOWS

SAMPLES = {
    path.stem: path
    for path in (
        settings.BASE_DIR / "sample_erd.json",
        *sorted((settings.BASE_DIR / "fixtures" / "erds").glob("*.json")),
    )
}


class NewRunForm(forms.Form):
    """One of three ways to give an ERD, and what to do with it."""

    workflow = forms.ChoiceField(label="Workflow", required=False, initial="new")
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
    project = forms.FileField(
        label="or a project",
        required=False,
        widget=forms.FileInput({"accept": ".zip"}),
        help_text="A generated project as a zip, in place of the output folder; it comes back as a zip.",
    )
    prove = forms.BooleanField(label="Prove it: checks, migrations and tests", required=False, initial=True)
    review = forms.BooleanField(label="Review before it is applied", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workflow = self.fields["workflow"]
        assert isinstance(workflow, forms.ChoiceField)  # it is declared so
        workflow.choices = [(name, each.title) for name, each in WORKFLOWS.items()]
        if settings.REQUIRE_HUMAN_REVIEW:
            self.fields["review"].disabled = True
            self.fields["review"].help_text = "Every run of this site is reviewed."

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_ERD_BYTES:
            raise ValidationError(f"at most {settings.MAX_ERD_BYTES:,} bytes are taken")
        return file

    def clean_project(self) -> Any:
        file = self.cleaned_data["project"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(f"at most {MOST_BYTES:,} bytes are taken")
        return file

    def clean_workflow(self) -> str:
        return self.cleaned_data["workflow"] or "new"

    def clean_output(self) -> str:
        output: str = self.cleaned_data["output"]
        if output and not OUTPUT_NAME.fullmatch(output):
            raise ValidationError("lower-case letters, digits, - and _ only")
        return output

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        workflow = WORKFLOWS.get(values.get("workflow", ""))
        if workflow is None:
            return values
        if values.get("project") and not workflow.from_project:
            raise ValidationError("A project is where other workflows start: choose one of them.")
        if workflow.from_project and not values.get("project") and not values.get("output"):
            raise ValidationError("Name the output folder of the project, or upload it.")
        if not workflow.from_erd:
            values |= {"erd": b"", "source": ""}
        elif values.get("file"):
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
        return show_form(request, form=form)
    problem = ""
    values = form.cleaned_data
    erd, source = values["erd"], values["source"]
    from_erd = WORKFLOWS[values["workflow"]].from_erd
    project, findings = parse_erd(erd, Path(source).stem.removesuffix("_erd")) if from_erd else (None, ())
    if not from_erd and "start" not in request.POST:
        problem = "This workflow takes the project's own ERD: there is nothing to check."
    elif "start" in request.POST and not errors(findings) and (project is not None or not from_erd):
        try:
            run = start(request.user, values, project)
        except EditedError as error:
            problem, values["workflow"] = str(error), "evolve"
        except RefusedError as error:
            problem = str(error)
        except LimitReachedError as error:
            REFUSED.inc()
            problem = str(error)
        else:
            return redirect("admin:erdgen_run_progress", run.pk)
    checked = describe_check(form, erd, project, findings)
    return show_form(request, problem=problem, **{**checked, "checked": from_erd})


def show_form(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page."""
    return show(request, "new_run.html", "New run", workflows=list(WORKFLOWS.values()), **context)


class EditedError(RefusedError):
    """A new backend would replace a project that was edited."""


def start(author: Any, values: dict[str, Any], project: Project | None) -> Run:
    """Queue the run."""
    assert isinstance(author, User)  # the page is for those who are signed in
    sent = values["project"]
    name = Path(sent.name).stem if sent else project.name if project else ""
    output = values["output"] or suggest_output(name)
    if values["workflow"] == "new" and is_edited(output):
        raise EditedError(
            f"{output} was edited since it was generated, and a new backend would lose that: start it as "
            f"“{WORKFLOWS['evolve'].title}”, which merges, or name another output"
        )
    return submit(
        author,
        values["erd"],
        values["source"],
        output,
        prove=values["prove"],
        review=values["review"] or settings.REQUIRE_HUMAN_REVIEW,
        workflow=values["workflow"],
        upload=sent.read() if sent else b"",
    )


@needs(START)
@require_POST
def run_again(request: HttpRequest, number: int) -> HttpResponse:
    """The same ERD into the same output, with the comments that are open by now.

    It may be merged with what is there instead (``workflow``), and rows get the values that were missing
    (``fill.Model.field``).
    """
    run = get_object_or_404(Run, pk=number, origin=Origin.SITE)
    assert isinstance(request.user, User)  # needs() has seen to it
    said = {name[5:]: str(value) for name, value in request.POST.items() if name.startswith("fill.")}
    uploaded = Upload.objects.filter(run=run).first()
    try:
        run = submit(
            request.user,
            bytes(run.erd),
            run.source,
            run.output,
            prove=run.options["prove"],
            review=run.options["review"],
            workflow=request.POST.get("workflow") or run.workflow,
            fills={**run.options.get("fills", {}), **said},
            upload=bytes(uploaded.data) if uploaded else b"",
        )
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
    kept = {name: form.cleaned_data[name] for name in ("source", "prove", "review", "workflow")}
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
