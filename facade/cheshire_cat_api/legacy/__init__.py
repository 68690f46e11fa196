"""What exists only for programs written for 1.4.9, its old module paths included.

Nothing imports it. What only 1.4.9 had comes in by three doors, and loads this on its way: a module path (the package's
`__path__` ends with `paths`), a name of an object, and an underscore keyword (both in `_compat`). All of it works, and
says once what to write instead. It goes with 3.0; `docs/migrating.md` has the whole list.
"""

from __future__ import annotations
