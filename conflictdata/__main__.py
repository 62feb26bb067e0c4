"""`python -m conflictdata` is `conflictdata`."""

import sys

from conflictdata.cli import main

sys.exit(main())
