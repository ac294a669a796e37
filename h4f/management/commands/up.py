"""`manage.py up`: everything on this machine, nothing to configure."""

import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from h4f import supervisor
from h4f.demo import PASSWORD, SIGN_INS
from h4f.leftovers import PidFile


class Command(BaseCommand):
    """Prepares the database, then runs Valkey, web, worker and beat until Ctrl-C."""

    help = "Run everything on this machine: database, broker, web, worker and clock."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        supervisor.add_arguments(parser)

    def handle(self, *, port: int, **options) -> None:
        """Nothing is left behind, however this ends; a child that ends by itself is an error."""
        pid_file = PidFile(settings.DATA_DIR / "up.pid")
        socket_path = Path(settings.REDIS_URL.removeprefix("unix://"))
        try:
            self._require_room(pid_file, port, socket_path.parent)
            commands = self._commands(port, socket_path)
        except supervisor.CannotStart as reason:
            raise CommandError(str(reason)) from reason
        try:
            pid_file.begin()
            self._prepare()
            returncode = self._run(pid_file, commands, port)
        except KeyboardInterrupt:
            return
        finally:
            shutil.rmtree(socket_path.parent, ignore_errors=True)
            pid_file.clear()
        if returncode not in (0, supervisor.INTERRUPTED):
            raise CommandError("One part ended, so all were stopped: its last lines above say why.")

    def _require_room(self, pid_file: PidFile, port: int, runtime_dir: Path) -> None:
        if not settings.LOCAL:
            raise CommandError("manage.py up is the form for one machine; docs/operate.md says how to run it for real.")
        if not all(Path(folder[1]).is_dir() for folder in settings.STATICFILES_DIRS if isinstance(folder, tuple)):
            raise CommandError("The npm packages are missing: run `make setup` (it needs Node 20 or newer).")
        if pid_file.supervisor():
            raise CommandError(f"It is running already with the data in {settings.DATA_DIR}: end that one first.")
        for name in pid_file.end_leftovers():
            self.stdout.write(f"Ended the {name} that an earlier run had left behind.")
        supervisor.require_free(port)
        supervisor.make_private(runtime_dir)

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        if not get_user_model().objects.exists():
            self.stdout.write("First start: making demo data …")
            call_command("demo", verbosity=0)

    def _commands(self, port: int, socket_path: Path) -> dict[str, list[str]]:
        return {
            "valkey": supervisor.valkey_command(socket_path, settings.DATA_DIR / "valkey"),
            "web": supervisor.web_command(port),
            "worker": supervisor.worker_command(),
            "beat": supervisor.beat_command(settings.DATA_DIR),
        }

    def _run(self, pid_file: PidFile, commands: dict[str, list[str]], port: int) -> int:
        everything = supervisor.Supervisor(pid_file, started=lambda: self._welcome(port))
        for name, command in commands.items():
            everything.add(name, command)
        everything.loop()
        return everything.returncode

    def _welcome(self, port: int) -> None:
        if not supervisor.wait_for_web(port):
            return
        with translation.override("en"):
            people = [(str(role), email) for role, email in SIGN_INS]
        width = max(len(role) for role, _email in people)
        ready = f"  Ready: {settings.PUBLIC_URL}   (Ctrl-C ends everything)"
        sign_ins = [f"  {role.ljust(width)}  {email}" for role, email in people]
        self.stdout.write("\n".join(["", ready, "", *sign_ins, f"  Password of each: {PASSWORD}", ""]))
