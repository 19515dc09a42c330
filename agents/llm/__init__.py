"""Language models that agents may consult: optional, bounded, never trusted. See docs/llm.md."""
