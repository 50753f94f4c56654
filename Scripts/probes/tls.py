"""testssl.sh and sslyze against a server with a certificate of its own: no weak protocol, cipher or known attack."""
import json
import pathlib
import subprocess
import tempfile

from . import tools
from .live import Server

# What any server with a certificate that no public authority has signed is told.
OWN_CERTIFICATE = ("cert", "chain", "OCSP", "CRL", "CAA", "transparency", "trust", "DNS", "overall_grade", "grade",
                   "HSTS", "HPKP", "security_headers", "cookie", "banner", "rating", "final_score", "scanTime", "engine")


def run(report, binary):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/k.pem", "-out",
             f"{folder}/c.pem"], check=True, capture_output=True)
        with Server(binary, "--log-format", "off", "--tls-cert", f"{folder}/c.pem", "--tls-key", f"{folder}/k.pem") as server:
            testssl(report, server.port, pathlib.Path(folder))
            sslyze(report, server.port, pathlib.Path(folder))


def testssl(report, port, folder):
    group = report.group("testssl.sh", "protocols, ciphers and known attacks")
    path = tools.program("testssl", "testssl.sh")
    if path is None:
        group.skip("testssl.sh cannot be installed")
        return
    output = folder / "testssl.json"
    subprocess.run(
        [path, "--quiet", "--color", "0", "--warnings", "batch", "--protocols", "--std", "--server-defaults", "--vulnerable",
         "--jsonfile", output, f"localhost:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    for finding in json.loads(output.read_text()):
        if any(word.lower() in finding["id"].lower() for word in OWN_CERTIFICATE):
            continue
        right = finding["severity"] in ("OK", "INFO", "LOW")
        group.check(right, f"{finding['id']}: {finding['severity']}, {finding['finding']}")


def sslyze(report, port, folder):
    group = report.group("sslyze", "only TLS 1.2 and 1.3, with forward secrecy and authenticated encryption")
    interpreter = tools.python("sslyze")
    if interpreter is None:
        group.skip("sslyze cannot be installed from PyPI")
        return
    output = folder / "sslyze.json"
    subprocess.run(
        [interpreter, "-m", "sslyze", "--mozilla_config", "disable", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2",
         "--tlsv1_3", "--heartbleed", "--openssl_ccs", "--compression", "--reneg", "--json_out", output, f"localhost:{port}{{127.0.0.1}}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    scan = json.loads(output.read_text())["server_scan_results"][0]["scan_result"]
    for old in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1"):
        accepted = scan[f"{old}_cipher_suites"]["result"]["accepted_cipher_suites"]
        group.check(not accepted, f"{old}: {accepted}")
    for new in ("tls_1_2", "tls_1_3"):
        names = [suite["cipher_suite"]["name"] for suite in scan[f"{new}_cipher_suites"]["result"]["accepted_cipher_suites"]]
        group.check(bool(names), f"{new} is not accepted")
        for name in names:
            group.check("GCM" in name or "CHACHA20" in name, f"{new}: {name}")
            group.check(new == "tls_1_3" or "ECDHE" in name, f"{new}: {name} has no forward secrecy")
    group.check(not scan["heartbleed"]["result"]["is_vulnerable_to_heartbleed"], "heartbleed")
    group.check(not scan["openssl_ccs_injection"]["result"]["is_vulnerable_to_ccs_injection"], "ccs injection")
    group.check(not scan["tls_compression"]["result"]["supports_compression"], "compression")
    group.check(not scan["session_renegotiation"]["result"]["is_vulnerable_to_client_renegotiation_dos"], "renegotiation")
