"""The three-way merge at element level: as last generated, yours, newly generated.

Pure functions from bytes to bytes: `files.merge_file` for one file, `trees.merge_tree` for a project.
"""
