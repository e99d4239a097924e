"""Pages on what drives a result, what would flip a verdict, and what is worth knowing."""
