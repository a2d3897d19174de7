"""Co-authored text: documents, their revisions, and the column type of short bilingual texts."""
