"""The assembler: how a program is made, block by block."""
