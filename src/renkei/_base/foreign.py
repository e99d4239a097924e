"""Words of libraries and of the system in errors: what they mean, so that each language says it.

What for: the readers of YAML and JSON and the system tell in English what is wrong. Takes their
words; gives :class:`Foreign`, which is the same words in English. Words that no table has are
quoted.
"""

from __future__ import annotations

import re

from renkei._base.language import Foreign, Phrase, later

YAML = {
    "control characters are not allowed": later("control characters are not allowed"),
    "could not find expected ':'": later("a colon is missing after the key"),
    "could not find expected directive name": later("the name of a directive is missing after `%`"),
    "found unexpected ':'": later("a colon where none may stand"),
    "found unexpected end of stream": later("the file ends too early"),
    "found unexpected document indicator": later("a line `---` or `...` where none may stand"),
    "found unknown escape character": later("an unknown escape after a backslash"),
    "found invalid Unicode character escape code": later("an escape of no Unicode character"),
    "found unknown directive name": later("an unknown directive after `%`"),
    "found unexpected non-alphabetical character": later("a character that no name may hold"),
    "found extremely long version number": later("a version number that is too long"),
    "found a tab character where an indentation space is expected": later(
        "a tab where spaces must indent"
    ),
    "found a tab character that violates indentation": later("a tab where spaces must indent"),
    "found an indentation indicator equal to 0": later("an indentation of 0"),
    "found character that cannot start any token": later(
        "a character with which nothing can begin"
    ),
    "found undefined tag handle": later("a tag that is not defined"),
    "found undefined alias": later("an alias without an anchor"),
    "found duplicate anchor; first occurrence": later("an anchor that stands twice"),
    "found duplicate %TAG directive": later("a second `%TAG`"),
    "found duplicate %YAML directive": later("a second `%YAML`"),
    "found incompatible YAML document": later("a document of another version of YAML"),
    "found an incorrect leading UTF-8 octet": later("a byte that begins no character of UTF-8"),
    "found an incorrect trailing UTF-8 octet": later("a byte that ends no character of UTF-8"),
    "did not find URI escaped octet": later("an escape `%` without its two digits in a tag"),
    "did not find expected '!'": later("`!` is missing in a tag"),
    "did not find the expected '>'": later("`>` is missing at the end of a tag"),
    "did not find expected tag URI": later("the address of a tag is missing"),
    "did not find expected key": later("a key is missing, or its indentation differs"),
    "did not find expected '-' indicator": later(
        "`-` of an entry of a list is missing, or its indentation differs"
    ),
    "did not find expected ',' or ']'": later("`,` or `]` is missing"),
    "did not find expected ',' or '}'": later("`,` or `}` is missing"),
    "did not find expected node content": later("a value is missing"),
    "did not find expected comment or line break": later("the line goes on where it must end"),
    "did not find expected whitespace": later("a space is missing"),
    "did not find expected whitespace or line break": later("a space or a new line is missing"),
    "did not find expected alphabetic or numeric character": later("a letter or digit is missing"),
    "did not find expected digit or '.' character": later("a digit or a point is missing"),
    "did not find expected hexdecimal number": later("a hexadecimal number is missing"),
    "did not find expected version number": later("a version number is missing"),
    "did not find expected <document start>": later("`---` is missing before the document"),
    "did not find expected <stream-start>": later("the text has no beginning"),
    "block sequence entries are not allowed in this context": later(
        "an entry of a list (`- `) where none may stand"
    ),
    "mapping keys are not allowed in this context": later("a key where none may stand"),
    "mapping values are not allowed in this context": later("a value (`: `) where none may stand"),
    "while parsing a block node": later("a value"),
    "while parsing a flow node": later("a value within brackets"),
    "while parsing a node": later("a value"),
    "while parsing a block collection": later("a list"),
    "while parsing a flow sequence": later("a list in brackets"),
    "while parsing a block mapping": later("a table"),
    "while parsing a flow mapping": later("a table in braces"),
    "while parsing a quoted scalar": later("a quoted text"),
    "while parsing a tag": later("a tag"),
    "while parsing a tag directive": later("a line `%TAG`"),
    "while parsing a %TAG directive": later("a line `%TAG`"),
    "while scanning a %TAG directive": later("a line `%TAG`"),
    "while scanning a tag directive": later("a line `%TAG`"),
    "while scanning a %YAML directive": later("a line `%YAML`"),
    "while scanning a directive": later("a line with `%`"),
    "while scanning a simple key": later("a key"),
    "while scanning a block scalar": later("a text over several lines"),
    "while scanning a plain scalar": later("a text without quotes"),
    "while scanning a quoted scalar": later("a quoted text"),
    "while scanning a tag": later("a tag"),
    "while scanning an anchor": later("an anchor"),
    "while scanning an alias": later("an alias"),
    "while scanning for the next token": later("the next sign"),
}
"""Words of libyaml (0.2, `scanner.c`, `parser.c`) in ruamel.yaml: what is wrong, and where."""

SYSTEM = {
    "no such file or directory": later("no file of this name"),
    "permission denied": later("this user may not do that"),
    "operation not permitted": later("the system does not allow it"),
    "is a directory": later("a folder"),
    "not a directory": later("a file where a folder should be"),
    "file exists": later("something of this name exists already"),
    "file name too long": later("a name that is too long"),
    "too many levels of symbolic links": later("links that lead round in a circle"),
    "no space left on device": later("the disk is full"),
    "disk quota exceeded": later("the disk is full"),
    "read-only file system": later("a disk that can only be read"),
    "input/output error": later("the disk failed"),
    "too many open files": later("too many files are open"),
    "directory not empty": later("a folder that is not empty"),
    "invalid argument": later("the system refuses it"),
    "connection refused": later("nothing listens there"),
    "connection reset by peer": later("the other side broke off"),
    "network is unreachable": later("no way through the network"),
    "no route to host": later("no way through the network"),
    "name or service not known": later("no machine of this name"),
    "temporary failure in name resolution": later("the name of the machine cannot be looked up"),
    "address already in use": later("something else listens there already"),
    "cannot assign requested address": later("an address that this machine does not have"),
    "embedded null byte": later("a name with a null character"),
    "it is a link, which is not followed": later("it is a link, which is not followed"),
    "it is a folder, not a file": later("it is a folder, not a file"),
    "it is a pipe, not a file": later("it is a pipe, not a file"),
    "it is a link, not a file": later("it is a link, not a file"),
    "it is a socket, not a file": later("it is a socket, not a file"),
    "it is a device, not a file": later("it is a device, not a file"),
}
"""Words of the system, in small letters (GNU C library; Windows words are quoted)."""

_JSON = {
    "expecting value": later("a value is missing"),
    "expecting ',' delimiter": later("a comma is missing"),
    "expecting ':' delimiter": later("a colon is missing"),
    "expecting property name enclosed in double quotes": later("a key in double quotes is missing"),
    "unterminated string starting at": later("a text without its closing quote"),
    "invalid control character at": later("a control character in a text"),
    "invalid \\escape": later("an unknown escape after a backslash"),
    "invalid \\uxxxx escape": later("an escape of no Unicode character"),
    "extra data": later("something follows the end"),
    "illegal trailing comma before end of object": later("a comma before the closing brace"),
    "illegal trailing comma before end of array": later("a comma before the closing bracket"),
}

_XML = {
    "no element found": later("no element"),
    "not well-formed (invalid token)": later("a character where none may stand"),
    "unclosed token": later("a tag that is not closed"),
    "mismatched tag": later("a closing tag that closes no open one"),
    "duplicate attribute": later("an attribute that stands twice"),
    "junk after document element": later("something follows the end"),
    "undefined entity": later("an entity that is not defined"),
    "unbound prefix": later("a prefix that is not defined"),
    "xml declaration not at start of external entity": later(
        "the XML declaration does not stand at the beginning"
    ),
    "xml or text declaration not at start of entity": later(
        "the XML declaration does not stand at the beginning"
    ),
    "unclosed cdata section": later("a CDATA section that is not closed"),
    "syntax error": later("no XML"),
    "reference to invalid character number": later("a number of no character"),
    "xml declaration not well-formed": later("a faulty XML declaration"),
    "partial character": later("a character that is cut off"),
    "unknown encoding": later("an unknown encoding"),
}

_ZIP = {
    "file is not a zip file": later("no archive (ZIP), as every workbook is one"),
    "bad offset for central directory": later("a damaged archive (ZIP)"),
    "bad magic number for central directory": later("a damaged archive (ZIP)"),
    "truncated central directory": later("an archive (ZIP) that is cut off"),
    "truncated file header": later("an archive (ZIP) that is cut off"),
    "bad magic number for file header": later("a damaged archive (ZIP)"),
    "compressed file ended before the end-of-stream marker was reached": later(
        "an archive (ZIP) that is cut off"
    ),
}
"""Words of the reader of ZIP archives, such as workbooks."""

_KNOWN = SYSTEM | _JSON | _XML | _ZIP
_BEGINS = re.compile(r"(?P<words>.+), (?P<context>while .+) that begins on line (?P<line>\d+)")


def foreign(text: str) -> str:
    """Return words of the system, or of the readers of JSON, XML and ZIP, in each language."""
    known = _KNOWN.get(text.lower().strip().rstrip(":"))
    return Foreign(text, Phrase(known) if known else Phrase("`{words}`", words=text))


def reason(error: BaseException, *, small: bool = False) -> str:
    """Return what the system tells of an error, without number and file, perhaps in lower case."""
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return foreign(told.lower() if small else told)


def of_yaml(text: str) -> str:
    """Return words of the reader of YAML, as :func:`foreign`; they may name where it began."""
    begins = _BEGINS.fullmatch(text)
    words, context = (begins["words"], begins["context"]) if begins else (text, "")
    if words not in YAML or (begins and context not in YAML):
        return Foreign(text, Phrase("no YAML; its reader says `{words}`", words=text))
    if not begins:
        return Foreign(text, Phrase(YAML[words]))
    return Foreign(
        text,
        Phrase(
            "{words}; in {context} that begins on line {line}",
            words=Phrase(YAML[words]),
            context=Phrase(YAML[context]),
            line=begins["line"],
        ),
    )
