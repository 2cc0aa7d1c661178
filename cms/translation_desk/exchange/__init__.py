"""Out and in as XLIFF 1.2 and PO, for translators who work with a tool of their own."""
