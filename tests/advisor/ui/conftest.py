"""Each test has a store of its own, shared by the test and the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from advisor.store.store import Store
from advisor.ui import cache


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MLOPS_ADVISOR_HOME", str(tmp_path))
    monkeypatch.delenv("MLOPS_ADVISOR_STORE", raising=False)
    monkeypatch.delenv("MLOPS_ADVISOR_QUESTIONNAIRE", raising=False)
    st.cache_resource.clear()
    opened = cache.store()
    yield opened
    opened.close()
    st.cache_resource.clear()
