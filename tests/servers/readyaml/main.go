// Command readyaml knows how Go programs read YAML: standard input in, one line of JSON a document out.
// It knows nothing of Services or Dataplanes.
//
//	readyaml kubectl   reads like kubectl and kumactl: documents split by Kubernetes, values by sigs.k8s.io/yaml (YAML 1.1)
//	readyaml go        reads like most other Go programs: go.yaml.in/yaml/v3 (YAML 1.2, with some of 1.1)
//
// Empty documents are left out, as kubectl does. A repeated key is an error in both.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	yamlv3 "go.yaml.in/yaml/v3"
	kubernetes "k8s.io/apimachinery/pkg/util/yaml"
	sigs "sigs.k8s.io/yaml"
)

// A reader is called until it says io.EOF, and answers one document as JSON.
type reader func() ([]byte, error)

func likeKubectl(in io.Reader) reader {
	documents := kubernetes.NewYAMLReader(bufio.NewReader(in))
	return func() ([]byte, error) {
		text, err := documents.Read()
		if err != nil {
			return nil, err
		}
		return sigs.YAMLToJSONStrict(text)
	}
}

func likeGo(in io.Reader) reader {
	documents := yamlv3.NewDecoder(in)
	return func() ([]byte, error) {
		var document any
		if err := documents.Decode(&document); err != nil {
			return nil, err
		}
		return json.Marshal(document)
	}
}

func run() error {
	readers := map[string]func(io.Reader) reader{"kubectl": likeKubectl, "go": likeGo}
	if len(os.Args) != 2 || readers[os.Args[1]] == nil {
		return errors.New("say how to read: readyaml kubectl, or readyaml go")
	}
	read := readers[os.Args[1]](os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for number := 1; ; number++ {
		document, err := read()
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return fmt.Errorf("document %d: %w", number, err)
		}
		if bytes.Equal(document, []byte("null")) {
			continue
		}
		fmt.Fprintf(out, "%s\n", document)
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "readyaml:", err)
		os.Exit(1)
	}
}
