"""`python -m reference_stack` is the command line."""

import sys

from reference_stack.cli import main

sys.exit(main())
