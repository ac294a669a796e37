"""A container's health check: `python -I h4f/probe.py PORT PART…` fails unless /healthz calls them ok.

No Django: it runs every few seconds."""

import json
import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main(port: str, *parts: str) -> int:
    """0 when all named parts are ok. Asked under the public name, the only one that is answered."""
    connection = HTTPConnection("127.0.0.1", int(port), timeout=4)
    connection.request("GET", "/healthz", headers={"Host": urlsplit(os.environ["H4F_PUBLIC_URL"]).netloc})
    answer = json.loads(connection.getresponse().read())
    print(answer)  # noqa: T201 - shown by `docker inspect`
    return 0 if all(answer.get(part) == "ok" for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
