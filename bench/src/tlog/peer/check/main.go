// Asks torchwood, another implementation of the same specifications, about proofs.
// Usage: check POLICY < cases; a case is a line ["proof", file, leaf hash in hex], answered by `accepted` or `refused: ` and why.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

const lineMaxBytes = 1 << 22

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	policy, err := torchwood.ParsePolicy(text)
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, lineMaxBytes)
	answers := bufio.NewWriter(os.Stdout)
	defer answers.Flush()
	for lines.Scan() {
		if err := check(policy, lines.Bytes()); err != nil {
			fmt.Fprintf(answers, "refused: %q\n", err)
		} else {
			fmt.Fprintln(answers, "accepted")
		}
	}
}

func check(policy torchwood.Policy, line []byte) error {
	var parts []string
	if err := json.Unmarshal(line, &parts); err != nil {
		return err
	}
	leaf, err := hex.DecodeString(parts[2])
	if err != nil {
		return err
	}
	return torchwood.VerifyProof(policy, tlog.Hash(leaf), []byte(parts[1]))
}
