"""Tables of other programs: CSV and XLSX into tables of the language, and records into estimates.

What for: fleets, stocks, failures and repairs are kept in spreadsheets. Takes files (``sheets``,
``workbooks``); gives the rows that the language accepts (``declarations``) or numbers with their
ranges (``records``, ``estimates``), and for every other row where and why. Reads and decides;
writes nothing, prints nothing.
"""
