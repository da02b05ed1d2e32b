// Checks what a hub says of its log with the reference implementation: golang.org/x/mod/sumdb. Reads one
// JSON document and prints ok, or says what is wrong and ends with 1.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index int64
	Body  string
	Path  []string
}

type question struct {
	Key         string
	Checkpoint  string
	Older       string
	Consistency []string
	Proofs      []proof
}

func main() {
	var asked question
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	verifier, err := note.NewVerifier(asked.Key)
	must(err)
	head := open(asked.Checkpoint, verifier)
	older := open(asked.Older, verifier)
	must(tlog.CheckTree(hashes(asked.Consistency), head.N, head.Hash, older.N, older.Hash))
	for _, one := range asked.Proofs {
		leaf := tlog.RecordHash([]byte(one.Body))
		must(tlog.CheckRecord(tlog.RecordProof(hashes(one.Path)), head.N, head.Hash, one.Index, leaf))
	}
	fmt.Println("ok", len(asked.Proofs))
}

// open verifies the signature of a checkpoint and reads its three lines.
func open(text string, verifier note.Verifier) tlog.Tree {
	signed, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("the checkpoint is of %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

func hashes(texts []string) []tlog.Hash {
	found := []tlog.Hash{}
	for _, text := range texts {
		found = append(found, hash(text))
	}
	return found
}

func hash(text string) (found tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	if copy(found[:], bytes) != tlog.HashSize {
		must(fmt.Errorf("%q is no hash", text))
	}
	return found
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
