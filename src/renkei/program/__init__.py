"""Block programs: the assembler, flat arrays, and the compiler of scenarios."""
