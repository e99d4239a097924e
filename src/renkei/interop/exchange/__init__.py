"""Files that other planning tools and maps share: orders of battle in, positions and courses out.

One file for each format, or one folder where it needs several; the table of formats is
:mod:`renkei.interop.exchange.formats`. Between a format and a scenario stands the plain
:mod:`renkei.interop.exchange.forces`, so that a format knows nothing of the language.
"""
