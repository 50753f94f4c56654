"""Faults of the process: threads, descriptors, memory, /proc, keys on a terminal, sockets of a service manager, full disks."""
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import tempfile
import time

from .live import Server, exchange

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"


def run(report, binary):
    group = report.group("process", "threads, descriptors, memory, /proc, terminals, sockets, full disks")
    binary = str(pathlib.Path(binary).resolve())
    descriptors(group, binary)
    threads(group, binary)
    memory(group, binary)
    without_proc(group, binary)
    sockets(group, binary)
    full_disk(group, binary)
    encrypted_key(group, binary)


def start(arguments, seconds=2.0, **options):
    """Runs a command for so long, and returns its lines on standard error, its status, and whether it answered."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    deadline, lines, answered = time.monotonic() + seconds, b"", False
    while time.monotonic() < deadline and process.poll() is None:
        if select.select([process.stderr], [], [], 0.05)[0]:
            lines += os.read(process.stderr.fileno(), 4096)
        found = re.search(rb"listening on http://127\.0\.0\.1:(\d+)", lines)
        if found:
            received, _ = exchange(int(found[1]), [LIVEZ], seconds=2)
            answered = received.startswith(b"HTTP/1.1 200")
            break
    if process.poll() is None:
        process.kill()
    lines += process.communicate()[1]
    return lines.decode().strip().split("\n"), process.returncode, answered


def serves_or_says(group, name, lines, status, answered):
    """A start either serves and answers, or ends with 1 and one line."""
    right = answered or (status == 1 and len(lines) == 1 and lines[0].startswith("lossd: "))
    group.check(right, f"{name}: {lines}, status {status}, {'answered' if answered else 'no answer'}")


def descriptors(group, binary):
    for limit in list(range(4, 16)) + [24, 31, 32, 40, 64]:
        serves_or_says(group, f"ulimit -n {limit}", *start(
            ["sh", "-c", f"ulimit -n {limit}; exec {binary} serve --port 0 --log-format json"]))


def threads(group, binary):
    if os.getuid() != 0:
        return group.skip("limits on threads need root, to become a user that has no other process")
    # A place that another user can run it from.
    with tempfile.NamedTemporaryFile(dir="/var/tmp", delete=False) as copy:
        copy.write(pathlib.Path(binary).read_bytes())
    try:
        os.chmod(copy.name, 0o755)
        for limit in range(1, 13):
            serves_or_says(group, f"{limit} threads", *start(
                ["setpriv", "--reuid", "54331", "--clear-groups", "prlimit", f"--nproc={limit}:{limit}", copy.name, "serve",
                 "--port", "0", "--log-format", "json"]))
    finally:
        os.unlink(copy.name)


def memory(group, binary):
    for megabytes in (48, 64, 96, 128, 256):
        lines, status, answered = start(
            ["prlimit", f"--as={megabytes << 20}", binary, "serve", "--port", "0", "--log-format", "json"])
        # Below some size the system cannot even load the libraries, and says so itself.
        loads = not any("shared librar" in line or "failed to map" in line for line in lines)
        if loads:
            serves_or_says(group, f"{megabytes} MB of addresses", lines, status, answered)


def without_proc(group, binary):
    if os.getuid() != 0:
        return group.skip("a start without /proc needs root")
    lines, status, answered = start(
        ["unshare", "--mount", "sh", "-c",
         'mount --make-rprivate / && mount -t tmpfs none /proc && exec "$@"', "sh", binary, "serve", "--port", "0",
         "--token-file", "/nowhere"])
    group.check(status == 78 and "/nowhere" in lines[0] and not answered, f"without /proc: {lines}, status {status}")


def activated(binary, inherited, names="", count=None, arguments=()):
    """Starts lossd with these sockets as descriptors from 3 on."""
    def move():
        copies = [os.dup2(file.fileno(), 100 + index) for index, file in enumerate(inherited)]
        for index, copy in enumerate(copies):
            os.dup2(copy, 3 + index)
            os.close(copy)

    environment = dict(os.environ, LISTEN_FDS=str(len(inherited) if count is None else count), LISTEN_FDNAMES=names)
    process = subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", binary, "serve", "--log-format", "off", *arguments],
        preexec_fn=move, close_fds=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(0.5)
    return process


def ended(process):
    if process.poll() is None:
        process.terminate()
    return process.communicate(timeout=20)[1].strip().split("\n"), process.returncode


def sockets(group, binary):
    def listening(family=socket.AF_INET, address=("127.0.0.1", 0)):
        made = socket.socket(family)
        made.bind(address)
        made.listen(16)
        return made

    first, second = listening(), listening(socket.AF_INET6, ("::1", 0))
    process = activated(binary, [first, second])
    for made in (first, second):
        with socket.create_connection(made.getsockname()[:2], timeout=5) as client:
            client.sendall(LIVEZ)
            group.check(client.recv(100).startswith(b"HTTP/1.1 200"), f"{made.getsockname()} is not served")
    lines, status = ended(process)
    group.check(status == 0 and len(lines) == 2, f"two sockets: {lines}, status {status}")

    process = activated(binary, [first, second], names="http:metrics")
    received, _ = exchange(first.getsockname()[1], [b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"])
    group.check(received.startswith(b"HTTP/1.1 404"), "/metrics is not only on its own socket")
    lines, status = ended(process)
    group.check(any(line.startswith("metrics on") for line in lines), f"a socket for metrics: {lines}")

    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/socket"
        process = activated(binary, [listening(socket.AF_UNIX, path)])
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            client.sendall(LIVEZ)
            group.check(client.recv(100).startswith(b"HTTP/1.1 200"), "a Unix socket is not served")
        lines, status = ended(process)
        group.check(lines == [f"listening on unix:{path}"], f"a Unix socket: {lines}")

    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("127.0.0.1", 0))
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    with open(os.devnull) as file:
        for name, others in (("UDP", [first, datagrams]), ("a file", [file]), ("not listening", [silent])):
            lines, status = ended(activated(binary, others))
            group.check(status == 78 and len(lines) == 1 and "service manager" in lines[0], f"{name}: {lines}, {status}")
    lines, status = ended(activated(binary, [first], count=3))
    group.check(status == 78 and len(lines) == 1, f"more promised than given: {lines}, {status}")


def full_disk(group, binary):
    if not os.path.exists("/dev/full"):
        return group.skip("there is no /dev/full")
    with open("/dev/full", "wb") as full:
        process = subprocess.Popen([binary, "serve", "--port", "0", "--log-format", "json"], stdout=full, stderr=subprocess.PIPE)
        port = int(re.search(rb":(\d+)", process.stderr.readline())[1])
        for _ in range(3):
            received, _ = exchange(port, [b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n"])
            group.check(received.startswith(b"HTTP/1.1 200"), "a full disk for the log: no answer")
        process.terminate()
        group.check(process.wait(20) == 0, "a full disk for the log: no clean end")


def encrypted_key(group, binary):
    """With a terminal, an encrypted key is refused at once, and signals still work."""
    with tempfile.TemporaryDirectory() as folder:
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", "-keyout", "k.pem", "-out", "c.pem")
        child, terminal = pty.fork()
        if child == 0:
            os.execv(binary, [binary, "serve", "--port", "0", "--log-format", "json", "--tls-cert", f"{folder}/c.pem",
                              "--tls-key", f"{folder}/k.pem"])
        said = read(terminal, b"listening on")
        openssl("rsa", "-aes128", "-passout", "pass:x", "-in", "k.pem", "-out", "k.new")
        os.replace(f"{folder}/k.new", f"{folder}/k.pem")
        os.kill(child, signal.SIGHUP)
        said = read(terminal, b"not reloaded")
        group.check(b"is encrypted" in said and b"pass phrase:" not in said, f"a reload with an encrypted key: {said}")
        os.kill(child, signal.SIGTERM)
        for _ in range(100):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                break
            time.sleep(0.1)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        group.check(pid != 0 and os.waitstatus_to_exitcode(status) == 0, "SIGTERM is not followed after that")
        os.close(terminal)


def read(terminal, until, seconds=10):
    said, deadline = b"", time.monotonic() + seconds
    while until not in said and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                said += os.read(terminal, 4096)
            except OSError:
                break
    # The rest of the line.
    if select.select([terminal], [], [], 0.2)[0]:
        said += os.read(terminal, 4096)
    return said
