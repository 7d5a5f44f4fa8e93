#!/usr/bin/env python3
"""A second verifier of transparency-log proofs, to check the first one's.

Written from the texts alone (c2sp.org signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy; RFC 6962 2.1;
RFC 9162 2.1.3.2 and 2.1.4.2), with the standard library and, for signatures, the package `cryptography`.

Usage: verify.py POLICY < cases
One case a line, as a JSON array: ["proof", file, leaf hash in hex] or ["consistency", older checkpoint, newer checkpoint,
[hashes in base64]]. One line each is answered: `accepted`, or `refused: ` and why.
"""

import base64
import binascii
import hashlib
import json
import struct
import sys
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    MLDSA44PublicKey = None


class Refused(Exception):
    """Why something is not accepted."""


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{what}: not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Refused(f"{what}: not canonical base64")
    return data


def decimal(text, what):
    if not text.isascii() or not text.isdigit() or (len(text) > 1 and text[0] == "0"):
        raise Refused(f"{what}: not a decimal number")
    value = int(text)
    if value >= 2**63:
        raise Refused(f"{what}: too large")
    return value


# Signed notes


def is_key_name(name):
    return name != "" and "+" not in name and not any(c.isspace() or unicodedata.category(c) == "Zs" for c in name)


def parse_note(note):
    """(text, [(name, key id, signature bytes)])"""
    if any(ord(c) < 0x20 and c != "\n" for c in note):
        raise Refused("note: control character")
    at = note.rfind("\n\n")
    if at < 0 or not note.endswith("\n"):
        raise Refused("note: no signatures")
    text, lines = note[: at + 1], note[at + 2 : -1].split("\n")
    signatures = []
    for line in lines:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not is_key_name(parts[1]):
            raise Refused("note: not a signature line")
        data = b64(parts[2], "signature")
        if len(data) < 5:
            raise Refused("note: short signature")
        signatures.append((parts[1], data[:4], data[4:]))
    return text, signatures


def parse_vkey(vkey):
    """(name, key id, type, public key); the key id is checked."""
    name, key_id, material = vkey.split("+", 2)
    data = b64(material, "vkey")
    expected = sha256(name.encode() + b"\n" + data)[:4]
    if expected.hex() != key_id or not is_key_name(name):
        raise Refused("vkey: key id")
    return name, expected, data[0], data[1:]


# Checkpoints and cosignatures


def parse_checkpoint(note):
    text, signatures = parse_note(note)
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise Refused("checkpoint: lines")
    root = b64(lines[2], "root")
    if len(root) != 32:
        raise Refused("checkpoint: root")
    return {
        "origin": lines[0],
        "size": decimal(lines[1], "size"),
        "root": root,
        "text": text,
        "signatures": signatures,
    }


def verify_signature(kind, name, public, checkpoint, signature):
    """Raises InvalidSignature or Refused."""
    text = checkpoint["text"].encode()
    if kind == 1:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
        return
    if len(signature) < 8:
        raise Refused("cosignature: length")
    (timestamp,) = struct.unpack(">Q", signature[:8])
    if timestamp >= 2**63:
        raise Refused("cosignature: time")
    if kind == 4:
        message = b"cosignature/v1\ntime %d\n" % timestamp + text
        Ed25519PublicKey.from_public_bytes(public).verify(signature[8:], message)
        return
    origin = checkpoint["origin"].encode()
    message = (
        b"subtree/v1\n\x00"
        + bytes([len(name.encode())])
        + name.encode()
        + struct.pack(">Q", timestamp)
        + bytes([len(origin)])
        + origin
        + struct.pack(">QQ", 0, checkpoint["size"])
        + checkpoint["root"]
    )
    if MLDSA44PublicKey is None:
        raise Refused("ML-DSA-44 is not in this version of cryptography")
    MLDSA44PublicKey.from_public_bytes(public).verify(signature[8:], message)


def signed_by(key, checkpoint):
    """Whether the key signed; a signature of it that does not verify refuses the note."""
    name, key_id, kind, public = key
    found = False
    for line_name, line_id, signature in checkpoint["signatures"]:
        if (line_name, line_id) != (name, key_id):
            continue
        try:
            verify_signature(kind, name, public, checkpoint, signature)
        except InvalidSignature:
            raise Refused(f"signature of {name}") from None
        found = True
    return found


# Policies


def parse_policy(text):
    logs, witnesses, groups, quorum = [], {}, {}, None
    for line in text.split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log":
            logs.append(parse_vkey(words[1]))
        elif words[0] == "witness":
            witnesses[words[1]] = parse_vkey(words[2])
        elif words[0] == "group":
            members = words[3:]
            needed = {"all": len(members), "any": 1}.get(words[2]) or int(words[2])
            groups[words[1]] = (needed, members)
        elif words[0] == "quorum" and quorum is None:
            quorum = words[1]
        else:
            raise Refused("policy: line")
    return logs, witnesses, groups, quorum


def has_quorum(name, cosigned, groups):
    if name == "none":
        return True
    if name in groups:
        needed, members = groups[name]
        return sum(has_quorum(member, cosigned, groups) for member in members) >= needed
    return name in cosigned


def check_by_policy(policy, checkpoint):
    logs, witnesses, groups, quorum = policy
    own = [key for key in logs if key[0] == checkpoint["origin"]]
    if not any([signed_by(key, checkpoint) for key in own]):
        raise Refused("checkpoint: not signed by a log of the policy")
    cosigned = {name for name, key in witnesses.items() if signed_by(key, checkpoint)}
    if not has_quorum(quorum, cosigned, groups):
        raise Refused("checkpoint: no quorum")


# Merkle trees


def node(left, right):
    return sha256(b"\x01" + left + right)


def root_from_inclusion(index, size, leaf, path):
    """RFC 9162, 2.1.3.2"""
    if index >= size:
        raise Refused("inclusion: index")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise Refused("inclusion: proof too long")
        if fn & 1 or fn == sn:
            r = node(p, r)
            if not fn & 1:
                while True:
                    fn, sn = fn >> 1, sn >> 1
                    if fn & 1 or fn == 0:
                        break
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise Refused("inclusion: proof too short")
    return r


def check_consistency(first, first_root, second, second_root, path):
    """RFC 9162, 2.1.4.2"""
    if first == second:
        if path or first_root != second_root:
            raise Refused("consistency: same size")
        return
    if not 0 < first < second or not path:
        raise Refused("consistency: sizes")
    if first & (first - 1) == 0:
        path = [first_root] + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise Refused("consistency: proof too long")
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            if not fn & 1:
                while True:
                    fn, sn = fn >> 1, sn >> 1
                    if fn & 1 or fn == 0:
                        break
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or fr != first_root or sr != second_root:
        raise Refused("consistency: roots")


# Proof files


def parse_proof(text):
    """(index, hashes, checkpoint text)"""
    at = text.find("\n\n")
    if at < 0:
        raise Refused("proof: no checkpoint")
    lines = text[:at].split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise Refused("proof: first line")
    rest = lines[1:]
    if rest and rest[0].startswith("extra "):
        b64(rest[0][6:], "extra")
        rest = rest[1:]
    if not rest or not rest[0].startswith("index "):
        raise Refused("proof: index")
    hashes = [b64(line, "hash") for line in rest[1:]]
    if any(len(value) != 32 for value in hashes):
        raise Refused("proof: hash")
    return decimal(rest[0][6:], "index"), hashes, text[at + 2 :]


class Verifier:
    def __init__(self, policy_text):
        self.policy = parse_policy(policy_text)
        self.good = {}

    def checkpoint(self, text):
        """Checkpoints that were good once need not be verified again: many proofs share one."""
        if text not in self.good:
            checkpoint = parse_checkpoint(text)
            check_by_policy(self.policy, checkpoint)
            self.good[text] = checkpoint
        return self.good[text]

    def proof(self, text, leaf):
        index, hashes, checkpoint_text = parse_proof(text)
        checkpoint = self.checkpoint(checkpoint_text)
        if root_from_inclusion(index, checkpoint["size"], leaf, hashes) != checkpoint["root"]:
            raise Refused("inclusion: root")

    def consistency(self, older, newer, hashes):
        one, two = self.checkpoint(older), self.checkpoint(newer)
        if one["origin"] != two["origin"]:
            raise Refused("consistency: origin")
        path = [b64(value, "hash") for value in hashes]
        if any(len(value) != 32 for value in path):
            raise Refused("consistency: hash")
        check_consistency(one["size"], one["root"], two["size"], two["root"], path)


def answer(verifier, case):
    try:
        if case[0] == "proof":
            verifier.proof(case[1], bytes.fromhex(case[2]))
        else:
            verifier.consistency(case[1], case[2], case[3])
    except (Refused, UnicodeEncodeError, ValueError) as reason:
        return f"refused: {reason}".replace("\n", " ")
    return "accepted"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        verifier = Verifier(file.read())
    for line in sys.stdin:
        sys.stdout.write(answer(verifier, json.loads(line)) + "\n")


if __name__ == "__main__":
    main()
