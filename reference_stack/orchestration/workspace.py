"""What Dagster's own processes load: `dagster dev -m reference_stack.orchestration.workspace`."""

import os
from pathlib import Path

from reference_stack.orchestration.binding import definitions
from reference_stack.orchestration.runs import SETTINGS
from reference_stack.settings import Settings, quiet
from reference_stack.stack import Stack

quiet()
given = os.environ.get(SETTINGS)
defs = definitions(
    Stack.open(
        Settings.model_validate_json(given)
        if given
        else Settings(home=Path("var/stack").resolve())
    )
)
