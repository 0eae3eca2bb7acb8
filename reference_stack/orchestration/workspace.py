"""What Dagster's own processes load: `dagster dev -m reference_stack.orchestration.workspace`."""

import os
from pathlib import Path

from reference_stack.orchestration.binding import definitions
from reference_stack.orchestration.runs import HOME
from reference_stack.settings import Settings, quiet
from reference_stack.stack import Stack

quiet()
defs = definitions(
    Stack.open(Settings(home=Path(os.environ.get(HOME, "var/stack")).resolve()))
)
