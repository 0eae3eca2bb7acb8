"""The one definition of features, for training, batch scoring and serving.

A feature is a field that the caller sends, or a column of a SQL file in the case's
`features/` folder, found by the keys in that file's grain. The SQL runs once; training
joins its rows, serving looks the same rows up. There is no second definition anywhere.
"""

from reference_stack.features.definition import FeatureSet, TableFeatures, described
from reference_stack.features.distrust import distrust, distrusted
from reference_stack.features.online import Online, publish
from reference_stack.features.tables import materialise, requests, rows

__all__ = [
    "FeatureSet",
    "Online",
    "TableFeatures",
    "described",
    "distrust",
    "distrusted",
    "materialise",
    "publish",
    "requests",
    "rows",
]
