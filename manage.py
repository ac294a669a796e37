#!/usr/bin/env python
"""Django's command line for the tracker."""

import os
import sys


def main() -> None:
    """Run one management command. `up` is the local form: it alone switches it on, and tells settings its port."""
    if sys.argv[1:2] == ["up"]:
        from h4f.supervisor import environment

        os.environ.update(environment(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
