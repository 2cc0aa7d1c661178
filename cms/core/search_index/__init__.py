"""The index of the public search: words of texts, names, postings, ranking, excerpts (``docs/decisions/0005``)."""
