"""ORBAT Mapper scenario files (orbat-mapper/orbat-mapper, MIT), versions 0.5 to 3.6.

The application's type definitions are the schema (``src/types/scenarioModels.ts``), and its
``src/scenariostore/upgrade.ts`` says how older files are read; both were read at commit 29a47a31.
"""
