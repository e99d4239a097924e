"""Words of libraries and of the system are said in Japanese; others are quoted."""

from __future__ import annotations

import errno
import json
import os
import pickle
import re
from pathlib import Path
from xml.parsers import expat

import pytest

from renkei._base.foreign import YAML, foreign, of_yaml, reason
from renkei._base.language import said, speaking

JAPANESE = re.compile("[ぁ-んァ-ン一-龥]")


def in_japanese(text: str) -> str:
    with speaking("ja"):
        return said(text)


def test_the_words_of_the_pinned_reader_of_yaml_are_known() -> None:
    """Its messages stand in the compiled module as they are."""
    reader = pytest.importorskip("_ruamel_yaml")
    held = set(re.findall(rb"[\x20-\x7e]{6,}", Path(reader.__file__).read_bytes()))
    words = {text.decode() for text in held}
    told = {text for text in words if re.match("(while|did not find|could not find) ", text)}
    told |= {text for text in words if re.match("found (?!at )", text)}
    assert len(told) > 60
    assert told - YAML.keys() == set()


def test_where_it_began_is_said_too() -> None:
    text = "found unexpected ':', while scanning a plain scalar that begins on line 21"
    assert str(of_yaml(text)) == text
    assert in_japanese(of_yaml(text)) == (
        "置けない位置のコロン（21 行目から始まる引用符のない文字列の中）"
    )


def test_unknown_words_are_quoted() -> None:
    assert in_japanese(of_yaml("nothing known")) == (
        "YAML でない（読み取り処理の出力：`nothing known`）"
    )
    assert in_japanese(foreign("nothing known")) == "`nothing known`"


def test_words_of_the_system_and_of_the_readers_of_json_and_xml() -> None:
    for number in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS):
        error = OSError(number, os.strerror(number))
        assert str(reason(error)) == os.strerror(number)
        assert JAPANESE.search(in_japanese(reason(error)))
    for text in ("", "{", '{"a"', '{"a":1', '["a', "1 2"):
        with pytest.raises(json.JSONDecodeError) as told:
            json.loads(text)
        assert JAPANESE.search(in_japanese(foreign(told.value.msg)))
    for text in ("", "<a", "<a></b>", "<a/><b/>", "<a b='1' b='2'/>", "x"):
        with pytest.raises(expat.ExpatError) as wrong:
            expat.ParserCreate().Parse(text, True)
        assert JAPANESE.search(in_japanese(foreign(expat.ErrorString(wrong.value.code))))


def test_a_copy_says_the_same() -> None:
    text = of_yaml("found unexpected ':'")
    copy = pickle.loads(pickle.dumps(text))
    assert (copy, in_japanese(copy)) == (text, in_japanese(text))
