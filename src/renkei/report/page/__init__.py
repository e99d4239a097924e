"""The page that a comparison ends in: its data as one document, its figures, the file."""
