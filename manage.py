#!/usr/bin/env python
"""Django's command line for the tracker."""

import os
import sys


def main() -> None:
    """Run one management command. `up` is the local form: it alone switches it on, and tells settings its port.
    `inspect_report` reads files and nothing else: it needs no settings, no secret and no database."""
    if sys.argv[1:2] == ["inspect_report"]:
        from django.conf import settings

        from devices.management.commands.inspect_report import Command

        settings.configure()
        Command().run_from_argv(sys.argv)
        return
    if sys.argv[1:2] == ["up"]:
        from h4f.supervisor import environment

        os.environ.update(environment(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
