"""What people say of generated code, as contributions; ``reading.read_comment`` is the way in."""
