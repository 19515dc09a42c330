"""Which sentences of a domain become the rules of the ERD that is proven."""

import json

from tools.rules_proof import choose_rules, write_erd

DOCUMENT = {
    "erd": {"entities": {"User": {}, "Job": {"fields": {"salary": "int", "title": "str"}}}},
    "cases": [
        {"rule": "Job salary must be at least 5", "expect": "compiled", "kind": "range"},
        {"rule": "Job salary must be below 5", "expect": "compiled", "kind": "range", "applies_to": "Job"},
        {"rule": "Jobs are nice", "expect": "reported", "kind": "vague"},
        {"rule": "Job titles must be unique", "expect": "compiled", "kind": "unique", "applies_to": "Job"},
    ],
}


def test_what_is_not_compiled_or_contradicts_an_earlier_rule_is_left_out():
    assert choose_rules("jobs", DOCUMENT) == [
        {"rule": "Job salary must be at least 5"},
        {"rule": "Job titles must be unique", "applies_to": "Job"},
    ]


def test_the_erd_is_written_without_the_cases(tmp_path):
    source, target = tmp_path / "jobs.json", tmp_path / "erd.json"
    source.write_text(json.dumps(DOCUMENT))
    write_erd(source, target)
    written = json.loads(target.read_text())
    assert written.keys() == {"erd", "business_rules"}
    assert len(written["business_rules"]) == 2
