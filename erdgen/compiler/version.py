"""The version that the manifest of a generated project names."""

VERSION = "0.1.0"
