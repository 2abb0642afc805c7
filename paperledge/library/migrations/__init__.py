"""Named steps of the schema, oldest first; run by paperledge.library.migrate."""
