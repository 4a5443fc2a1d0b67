#!/usr/bin/env python3
"""Runs the Wycheproof vectors through `sallyport jwt verify --batch` and `verify-raw --batch`, and expects every
verdict to be right.

    tests/vectors/wycheproof.py [BINARY [VECTORS]]

BINARY defaults to build/release/sallyport or build/dev/sallyport; VECTORS defaults to ../shared/vectors/wycheproof
beside the repository. If the vectors are missing, it says so and skips. The last line is `N passed, N failed, N
skipped`; exit 1 if one failed."""

import base64
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from harness import report  # noqa: E402

# The rows of the catalogue that each file covers, by the beginning of the file's name.
SHOWN = {
    "ecdsa_": "JWT-18: ECDSA signatures of Wycheproof, in DER too",
    "rsa_signature_": "JWT-19: RSA signatures of Wycheproof",
    "rsa_pss_": "JWT-20: PSS signatures of Wycheproof",
    "json_web_encryption": "JWT-16, JWT-17: encrypted tokens of Wycheproof, every one refused",
    "json_web_": "signed tokens and keys of Wycheproof",
    "ed": "EdDSA signatures of Wycheproof",
}


# Labelled valid in json_web_signature_test.json, but invalid according to the RFCs.
OVERRIDES = {
    346: "the key is for PS256, the header says PS384",
    350: "the key is for PS256, the header says PS384",
    347: "the key's alg, ES521, does not exist",
    351: "the key's alg, ES521, does not exist",
    372: "a '?' in the header (RFC 7515 2: no other characters)",
    373: "a '?' in the payload (RFC 7515 2: no other characters)",
}
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth"}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
HASHES = {"SHA-256": "256", "SHA-384": "384", "SHA-512": "512"}


def public(jwk):
    return {name: value for name, value in jwk.items() if name not in PRIVATE}


def keys_of(group):
    """The group's verification keys. Symmetric groups have only a private key, which we must refuse."""
    keys = group.get("public") or group["private"]
    return [public(key) for key in keys.get("keys", [keys])]


def is_symmetric(key):
    return key.get("kty") == "oct"


def jose_cases(name, vectors):
    """Runs the JOSE files, which hold tokens. Every JWE and every HMAC must be refused, whatever the label says."""
    for group in vectors["testGroups"]:
        keys = keys_of(group)
        for test in group["tests"]:
            token = test.get("jws") or test.get("jwe") or ""
            ours = "jws" in test and not any(map(is_symmetric, keys)) and test["tcId"] not in overrides_of(name)
            yield {
                "file": name,
                "case": f"{name} {test['tcId']} {test['comment']}",
                "valid": ours and test["result"] == "valid",
                # Only the key's own algorithm is allowed; for a key without one, all algorithms of its type.
                "line": {"jwks": {"keys": keys}, "alg": algorithms_for(keys), "token": token},
            }


def overrides_of(name):
    return OVERRIDES if name.startswith("json_web_signature") else {}


def algorithms_for(keys):
    named = sorted({key["alg"] for key in keys if "alg" in key})
    return named or ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk_of(group):
    """Returns the group's key as a JWK. If the file has none, it is made from the uncompressed point."""
    jwk = group.get("publicKeyJwk") or group.get("keyJwk")
    if jwk:
        return {name: value for name, value in public(jwk).items() if name != "kid"}
    key = group["publicKey"]
    point = bytes.fromhex(key["uncompressed"])
    half = (len(point) - 1) // 2
    assert point[0] == 4, "not an uncompressed point"
    return {"kty": "EC", "crv": CURVES[key["curve"]], "x": base64url(point[1:1 + half]), "y": base64url(point[1 + half:])}


def algorithm_of(group):
    kind = group["type"]
    if kind == "EddsaVerify":
        return "EdDSA"
    prefix = {"EcdsaP1363Verify": "ES", "EcdsaVerify": "ES", "RsassaPkcs1Verify": "RS", "RsassaPssVerify": "PS"}[kind]
    return prefix + HASHES[group["sha"]]


def raw_cases(name, vectors):
    """Runs the files of signatures over arbitrary bytes. All DER signatures must be refused, because a
    token's ECDSA signature is R || S."""
    for group in vectors["testGroups"]:
        jwk = jwk_of(group)
        algorithm = algorithm_of(group)
        for test in group["tests"]:
            yield {
                "file": name,
                "case": f"{name} {test['tcId']} {test['comment']}",
                "valid": test["result"] == "valid" and group["type"] != "EcdsaVerify",
                "line": {"jwk": jwk, "alg": algorithm, "msg": test["msg"], "sig": test["sig"]},
            }


def is_jose(vectors):
    return vectors["testGroups"][0]["type"].startswith("JsonWeb")


def answers_of(binary, command, cases):
    lines = "".join(json.dumps({"id": number, **case["line"]}) + "\n" for number, case in enumerate(cases))
    started = time.monotonic()
    done = subprocess.run([binary, "jwt", command, "--batch"], input=lines, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(cases):
        sys.exit(f"{command}: exit code {done.returncode}, {len(answers)} answers to {len(cases)} lines\n{done.stderr}")
    print(f"{command}: {len(cases)} cases in {seconds:.2f} s")
    return answers


def judge(cases, answers):
    """Returns the number of wrong answers in each file."""
    failed = {case["file"]: 0 for case in cases}
    for number, (case, answer) in enumerate(zip(cases, answers)):
        if answer["id"] == number and answer["valid"] is case["valid"] and (answer["valid"] or answer["reason"]):
            continue
        failed[case["file"]] += 1
        print(f"FAILED {case['case']}: expected {'valid' if case['valid'] else 'invalid'}, got {answer}")
    return failed


def report_kinds(result_of):
    for start, name in SHOWN.items():
        report(name, result_of(start))


def kind_of(name):
    return next(start for start in SHOWN if name.startswith(start))


def find_binary():
    for preset in ("release", "dev"):
        binary = ROOT / "build" / preset / "sallyport"
        if binary.exists():
            return str(binary)
    sys.exit("no binary: build it, or name it as the first argument")


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else find_binary()
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT.parent / "shared" / "vectors" / "wycheproof")
    files = sorted(folder.glob("*_test.json"))
    if not files:
        report_kinds(lambda _: "skipped")
        print(f"skipped: no Wycheproof vectors in {folder}")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    jose, raw = [], []
    for path in files:
        vectors = json.loads(path.read_text())
        name = path.name.removesuffix("_test.json")
        (jose if is_jose(vectors) else raw).extend((jose_cases if is_jose(vectors) else raw_cases)(name, vectors))
    wrong = {kind_of(case["file"]): 0 for case in jose + raw}
    for command, cases in (("verify", jose), ("verify-raw", raw)):
        for name, count in judge(cases, answers_of(binary, command, cases)).items():
            wrong[kind_of(name)] += count
    report_kinds(lambda start: "skipped" if start not in wrong else "failed" if wrong[start] else "passed")
    failed = sum(wrong.values())
    for kind, cases in (("tokens", jose), ("raw signatures", raw)):
        print(f"{kind}: {sum(case['valid'] for case in cases)} to accept, {sum(not case['valid'] for case in cases)} to refuse")
    print(f"{len(jose) + len(raw) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
