"""Right and wrong renderings of facts in eleven languages, made without the code or the data of the checks."""
