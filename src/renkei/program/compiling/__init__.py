"""The compiler: what doctrine derives, as declarations of a program."""
