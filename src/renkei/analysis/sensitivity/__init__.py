"""What drives a result, what would flip a verdict, and what knowing more would be worth."""
