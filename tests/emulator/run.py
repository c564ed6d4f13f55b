#!/usr/bin/env python3
"""Starts the emulator and a fault proxy in front of it on free loopback ports, seeds it, runs a command, stops both by pid.

usage: run.py [--no-seed] -- COMMAND [ARGS...]

The command sees made-up credentials, TIDEWATCH_TEST_AWS (the emulator), TIDEWATCH_TEST_FAULTS (the same through the fault proxy) and
TIDEWATCH_TEST_TRUTH (a JSON file with what was seeded, counted independently). Exit code: the command's.
Needs the packages of requirements.txt in the Python that runs it.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for(url, process, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_up(url):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"run.py: the emulator did not come up; its log ends with:\n{log.read_text(errors='replace')[-2000:]}")


def warm_up(url):
    """The first call through the proxy takes seconds; it is not the product's to wait for."""
    credential = "Credential=t/20260101/us-east-1/monitoring/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0",
        "X-Amz-Target": "GraniteServiceVersion20100801.ListMetrics",
        "Content-Type": "application/x-amz-json-1.0",
    }
    request = urllib.request.Request(url, data=b"{}", headers=headers)
    try:
        urllib.request.urlopen(request, timeout=30).read()
    except OSError as trouble:
        sys.exit(f"run.py: the fault proxy does not answer: {trouble}")


def start(work, name, command, env=None):
    log = work / f"{name}.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
    return process, log


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main():
    arguments = sys.argv[1:]
    if "--" not in arguments:
        sys.exit(__doc__)
    split = arguments.index("--")
    flags, command = arguments[:split], arguments[split + 1 :]
    work = pathlib.Path(tempfile.mkdtemp(prefix="tidewatch-emulator-"))
    aws_port, fault_port = free_port(), free_port()
    aws_url, fault_url = f"http://127.0.0.1:{aws_port}", f"http://127.0.0.1:{fault_port}"
    started = []
    try:
        env = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(aws_port)}
        aws, aws_log = start(work, "aws", [sys.executable, str(HERE / "aws.py")], env)
        started.append(aws)
        microburst = str(pathlib.Path(sys.executable).parent / "microburst")
        proxy_command = [microburst, "--host", "127.0.0.1", "--port", str(fault_port), "--upstream", aws_url]
        proxy, proxy_log = start(work, "faults", proxy_command)
        started.append(proxy)
        wait_for(f"{aws_url}/_ministack/health", aws, aws_log)
        wait_for(f"{fault_url}/_microburst/health", proxy, proxy_log)
        warm_up(fault_url + "/")
        truth = work / "truth.json"
        if "--no-seed" not in flags:
            subprocess.run([sys.executable, str(HERE / "seed.py"), aws_url, str(truth)], check=True)
            print(f"emulator {aws_url}, faults {fault_url}, {len(json.loads(truth.read_text()))} facts", flush=True)
        seen = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "TIDEWATCH_TEST_AWS": aws_url,
            "TIDEWATCH_TEST_FAULTS": fault_url,
            "TIDEWATCH_TEST_TRUTH": str(truth),
        }
        return subprocess.run(command, env={**os.environ, **seen}, check=False).returncode
    finally:
        for process in started:
            stop(process)


if __name__ == "__main__":
    sys.exit(main())
