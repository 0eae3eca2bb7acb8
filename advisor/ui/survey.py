"""How far others are: the adoption survey as context."""

import streamlit as st

from advisor.language import number, t
from advisor.report import charts, wording
from advisor.ui import cache, components


def show() -> None:
    """Draw the survey with what it does not say."""
    st.header(t("How far others are"))
    figures = cache.survey()
    components.chart_with_table(
        cache.drawn(charts.adoption, figures),
        [
            {t("region"): t(region)}
            | {
                t(charts.STAGES[f.stage][0]): wording.percent(f.share_percent / 100)
                for f in figures
                if f.region == region
            }
            for region in dict.fromkeys(f.region for f in figures)
        ],
        t("Stage of machine learning adoption by region"),
    )
    st.caption(
        t(
            "Survey of more than {number} data specialists (O'Reilly, cited by the source "
            "paper): how long models have been in production. It counts years, not "
            "maturity. Which figures belong to which region is certain only for all "
            "regions together.",
            number=number(11_000),
        )
    )
