# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
"""Asks Assentor before a tool call runs. Standard library only; copy guard() into your gateway."""

import json
import os
import sys
import urllib.request
import uuid

URL = os.environ.get("ASSENTOR_PUBLIC_URL", "http://127.0.0.1:8080")


def ask(method, path, token, body=None, wait=50):
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json",
               "Prefer": f"wait={wait}"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=wait + 10) as response:  # a problem raises: fail closed
        return json.load(response)


def guard(token, submission, caller_is_there, run):
    """Runs the call if, and only if, this very answer releases it; else returns why not."""
    answer = ask("POST", "/v1/approvals", token, submission)
    while answer["nextAction"] == "wait" and caller_is_there():
        answer = ask("GET", "/v1/approvals/" + answer["id"], token)
    if answer["nextAction"] == "consume" and caller_is_there():
        call = {name: submission[name] for name in ("tool", "arguments", "integers") if name in submission}
        answer = ask("POST", f"/v1/approvals/{answer['id']}/consume", token,
                     {**call, "attemptId": str(uuid.uuid4())})
    return run(answer["arguments"]) if answer["allow"] else answer["message"]


if __name__ == "__main__":  # gateway.py TOKEN < submission.json
    print(guard(sys.argv[1], json.load(sys.stdin), lambda: True,
                lambda arguments: "RAN with " + json.dumps(arguments, sort_keys=True)))
