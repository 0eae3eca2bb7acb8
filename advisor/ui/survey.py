"""How far others are: the adoption survey as context."""

import streamlit as st

from advisor.report import charts
from advisor.ui import cache, components


def show() -> None:
    """Draw the survey with what it does not say."""
    st.header("How far others are")
    figures = cache.survey()
    components.chart_with_table(
        cache.drawn(charts.adoption, figures),
        [
            {"region": region}
            | {
                charts.STAGES[f.stage][0]: f"{f.share_percent} %"
                for f in figures
                if f.region == region
            }
            for region in dict.fromkeys(f.region for f in figures)
        ],
        "Stage of machine learning adoption by region",
    )
    st.caption(
        "Survey of more than 11,000 data specialists (O'Reilly, cited by the source paper): "
        "how long models have been in production. It counts years, not maturity. Which "
        "figures belong to which region is certain only for all regions together."
    )
