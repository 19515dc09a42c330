"""Feedback that people write as comments into a generated project."""
