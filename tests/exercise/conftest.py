"""The browser of the tests of pages (:mod:`tests.pages.conftest`)."""

from tests.pages.conftest import browser as browser
