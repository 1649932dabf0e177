"""The closed lists of words: what is taken, and what is suggested."""

from __future__ import annotations

from enum import StrEnum

import pytest

import china_trade_cities as ctc
from china_trade_cities._model.vocabulary import parse_word
from china_trade_cities.exceptions import InvalidArgumentError


@pytest.mark.parametrize(
    ("enum", "word", "meant"),
    [
        (ctc.Flow, "exports", "export"),
        (ctc.Flow, "imports", "import"),
        (ctc.Flow, "Total", "total"),
        (ctc.Flow, "re_export", "re-export"),
        (ctc.Flow, "出口", "export"),
        (ctc.Flow, "surplus", "balance"),
        (ctc.Currency, "cny", "CNY"),
        (ctc.Currency, "RMB", "CNY"),
        (ctc.Currency, "yuan", "CNY"),
        (ctc.Currency, "dollars", "USD"),
        (ctc.Basis, "customs district", "customs-district"),
        (ctc.Span, "monthly", "month"),
        (ctc.Span, "YTD", "year-to-date"),
        (ctc.GrowthMethod, "compute", "computed"),
        (ctc.SpecializationKind, "main exports", "main-export"),
    ],
)
def test_a_word_that_is_nearly_right_is_suggested_and_not_taken(
    enum: type[StrEnum], word: str, meant: str
) -> None:
    """The error lists all words, and asks for the one that is spelled alike or means the same."""
    with pytest.raises(InvalidArgumentError) as caught:
        parse_word(enum, word, "argument")
    allowed = f"one of {', '.join(repr(member.value) for member in enum)}"
    assert caught.value.allowed == f"{allowed} (did you mean {meant!r}?)"


@pytest.mark.parametrize("word", ["", "x", "EUR", "RMBs", 5, None, object(), "\ud800"])
def test_what_is_like_no_word_suggests_none(word: object) -> None:
    """Nor does a name of another list: "rmb" is no flow."""
    for enum in (ctc.Currency, ctc.Flow):
        with pytest.raises(InvalidArgumentError) as caught:
            parse_word(enum, word, "argument")
        assert "did you mean" not in str(caught.value)
