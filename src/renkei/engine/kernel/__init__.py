"""The kernel: compiled code that executes programs."""
