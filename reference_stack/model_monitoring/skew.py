"""Features as served against the same features computed again from the warehouse.

Not distributions: each row, each feature, bit for bit in the precision that the model
is given. What differs was made by other code or from other data.
"""

import numpy as np
import pandas as pd

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Watching

NAME = "skew"


def differences(served: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Return day, feature, n and different, one row per day and feature.

    Args:
        served: `entity_id`, `day` and the features as the service used them.
        again: `entity_id` and the features as training would get them; entities that
            are not in it count as different in every feature.
    """
    features = [c for c in again.columns if c not in {"entity_id", "made_at", "day"}]
    both = served[["entity_id", "day"]].merge(
        again[["entity_id", *features]], on="entity_id", how="left", indicator=True
    )
    absent = (both["_merge"] == "left_only").to_numpy()
    days, place = np.unique(served["day"].to_numpy(), return_inverse=True)
    n = np.bincount(place, minlength=len(days))
    found = []
    for name in features:
        off = absent | ~_same(served[name], both[name])
        different = np.bincount(place, weights=off, minlength=len(days))
        found.append(
            pd.DataFrame({"day": days, "feature": name, "n": n, "different": different})
        )
    return pd.concat(found, ignore_index=True)


def _same(
    first: pd.Series, second: pd.Series
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if pd.api.types.is_numeric_dtype(first):
        one = first.to_numpy(dtype=np.float32, na_value=np.nan)
        other = second.to_numpy(dtype=np.float32, na_value=np.nan)
        return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))
    return np.asarray(first.fillna("").astype(str) == second.fillna("").astype(str))


def judge(evidence: Evidence, policy: Policy) -> list[Reading]:
    """Return readings of each feature: any difference a ticket, a real share a page."""
    found = []
    for name, table in evidence.skew.groupby("feature", sort=True):
        different = aligned(table, "different", evidence.days)
        share = different / np.maximum(aligned(table, "n", evidence.days), 1)
        page = bool(np.nanmax(share, initial=0.0) > policy.skew_page)
        text = "{value:.2%} of the served values differ from those of training"
        ticket = Watching(NAME, str(name), "ticket", text, evidence.days)
        found += ticket.exact(np.where(share > policy.skew_page, np.nan, share), 0.0)
        if page:
            paging = Watching(NAME, str(name), "page", text, evidence.days)
            high = np.where(share > policy.skew_page, share, np.nan)
            found += paging.exact(high, policy.skew_page)
    return found
