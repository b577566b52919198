"""Pages for the browser. So far one: the brief as a single self-contained file."""
