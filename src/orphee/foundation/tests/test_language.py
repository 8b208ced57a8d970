"""The language of the page is one of the two that every text has."""

import pytest
from django.utils import translation

from orphee.foundation.language import current_language


@pytest.mark.parametrize(("chosen", "read"), [("fr", "fr"), ("en", "en"), ("en-gb", "en"), ("de", "fr"), (None, "fr")])
def test_a_page_is_read_in_french_or_english(chosen, read):
    with translation.override(chosen):
        assert current_language() == read
