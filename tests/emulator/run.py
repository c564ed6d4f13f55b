#!/usr/bin/env python3
"""Starts the emulator and fault proxies in front of it on free loopback ports, seeds it, runs a command, stops them by pid.

usage: run.py [--no-seed] -- COMMAND [ARGS...]

The command sees made-up credentials and nothing of the machine's own AWS set-up, TIDEWATCH_TEST_AWS (the emulator),
TIDEWATCH_TEST_FAULTS (the same through fault proxies, one a test, so that tests do not meet each other's faults) and
TIDEWATCH_TEST_TRUTH (a JSON file with what was seeded, counted independently) and TIDEWATCH_TEST_TOOLS (the folder
of the AWS command line). Exit code: the command's.
Needs the packages of requirements.txt in the Python that runs it.
"""

import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PROXIES = 5


def free_ports(count):
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


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
        urllib.request.urlopen(request, timeout=60).read()
    except OSError as trouble:
        raise SystemExit(f"run.py: the fault proxy does not answer: {trouble}") from trouble


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


def leave(number, _frame):
    """A signal ends this program as an error would: the servers are stopped on the way out."""
    sys.exit(128 + number)


def main():
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    arguments = sys.argv[1:]
    if "--" not in arguments:
        sys.exit(__doc__)
    split = arguments.index("--")
    flags, command = arguments[:split], arguments[split + 1 :]
    work = pathlib.Path(tempfile.mkdtemp(prefix="tidewatch-emulator-"))
    aws_port, *fault_ports = free_ports(1 + PROXIES)
    aws_url, *fault_urls = (f"http://127.0.0.1:{port}" for port in (aws_port, *fault_ports))
    started = []
    try:
        env = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(aws_port)}
        aws, aws_log = start(work, "aws", [sys.executable, str(HERE / "aws.py")], env)
        started.append(aws)
        microburst = str(pathlib.Path(sys.executable).parent / "microburst")
        proxies = []
        for port in fault_ports:
            command_line = [microburst, "--host", "127.0.0.1", "--port", str(port), "--upstream", aws_url]
            proxies.append(start(work, f"faults-{port}", command_line))
            started.append(proxies[-1][0])
        wait_for(f"{aws_url}/_ministack/health", aws, aws_log)
        for url, (process, log) in zip(fault_urls, proxies):
            wait_for(f"{url}/_microburst/health", process, log)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            warm = [pool.submit(warm_up, url + "/") for url in fault_urls]
            truth = work / "truth.json"
            if "--no-seed" not in flags:
                subprocess.run([sys.executable, str(HERE / "seed.py"), aws_url, str(truth)], check=True)
            for answer in warm:
                answer.result()
        print(f"emulator {aws_url}, faults {' '.join(fault_urls)}", flush=True)
        seen = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(work / "no-aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(work / "no-aws-credentials"),
            "TIDEWATCH_TEST_AWS": aws_url,
            "TIDEWATCH_TEST_FAULTS": " ".join(fault_urls),
            "TIDEWATCH_TEST_TRUTH": str(truth),
            "TIDEWATCH_TEST_TOOLS": str(pathlib.Path(sys.executable).parent),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return subprocess.run(command, env={**kept, **seen}, check=False).returncode
    finally:
        for process in started:
            stop(process)
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
