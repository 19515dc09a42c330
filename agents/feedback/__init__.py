"""What people say of generated code, as contributions; ``several.read_wishes`` is the way in."""
