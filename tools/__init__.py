"""Measuring tools: what the generator is held against. Each module is a command, see `make help`."""
