"""The compiler: the workflows of doctrine as declarations of a program."""
