// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

// Computes fingerprints as Assentor does, and checks the published vectors. Standard library only.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

const maxSafe = 1<<53 - 1

// canonical writes the RFC 8785 form; with exact, integers of 64 bits are their digits.
func canonical(out *bytes.Buffer, value any, exact bool) error {
	switch it := value.(type) {
	case map[string]any:
		return object(out, it, exact)
	case []any:
		out.WriteByte('[')
		for i, item := range it {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := canonical(out, item, exact); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case string:
		text(out, it)
	case json.Number:
		written, err := number(it.String(), exact)
		out.WriteString(written)
		return err
	case bool:
		fmt.Fprint(out, it)
	case nil:
		out.WriteString("null")
	}
	return nil
}

func object(out *bytes.Buffer, members map[string]any, exact bool) error {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	})
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		text(out, name)
		out.WriteByte(':')
		if err := canonical(out, members[name], exact); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func text(out *bytes.Buffer, value string) {
	out.WriteByte('"')
	for _, c := range value {
		if escape, ok := escapes[c]; ok {
			out.WriteString(escape)
		} else if c < 0x20 {
			fmt.Fprintf(out, `\u%04x`, c)
		} else {
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
}

func number(token string, exact bool) (string, error) {
	if exact && !strings.ContainsAny(token, ".eE") {
		if signed, err := strconv.ParseInt(token, 10, 64); err == nil {
			return strconv.FormatInt(signed, 10), nil
		}
		unsigned, err := strconv.ParseUint(token, 10, 64)
		return strconv.FormatUint(unsigned, 10), err
	}
	double, err := strconv.ParseFloat(token, 64)
	if err != nil || math.Abs(double) > maxSafe {
		return "", fmt.Errorf("refused: %s", token)
	}
	if double == 0 {
		return "0", nil
	}
	return ecmascript(double), nil
}

// ecmascript writes a double as RFC 8785 section 3.2.2.3 prescribes.
func ecmascript(double float64) string {
	if size := math.Abs(double); size >= 1e-6 && size < 1e21 {
		return strconv.FormatFloat(double, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(double, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

func parse(source string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(source))
	decoder.UseNumber() // a float64 would round
	var value any
	err := decoder.Decode(&value)
	return value, err
}

type vector struct{ Name, JSON, Salt, Canonical, Fingerprint string }

func (it vector) check(exact bool) error {
	call, err := parse(it.JSON)
	if err != nil {
		return err
	}
	var form bytes.Buffer
	if err := canonical(&form, call, exact); err != nil {
		return err
	}
	salt, err := hex.DecodeString(it.Salt)
	if err != nil {
		return err
	}
	label, prefix := "assentor-call-1\n", ""
	if exact {
		label, prefix = "assentor-call-2\n", "2."
	}
	digest := sha256.Sum256(slices.Concat([]byte(label), salt, form.Bytes()))
	fingerprint := prefix + base64.RawURLEncoding.EncodeToString(digest[:])
	if form.String() != it.Canonical || fingerprint != it.Fingerprint {
		return fmt.Errorf("%s: %s %s", it.Name, form.String(), fingerprint)
	}
	return nil
}

func check(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var published struct {
		Integers string
		Vectors  []vector
		Refused  []string
	}
	if err := json.Unmarshal(content, &published); err != nil {
		return err
	}
	exact := published.Integers == "exact"
	for _, it := range published.Vectors {
		if err := it.check(exact); err != nil {
			return err
		}
	}
	for _, source := range published.Refused {
		call, err := parse(source)
		if err == nil && canonical(new(bytes.Buffer), call, exact) == nil {
			return fmt.Errorf("not refused: %s", source)
		}
	}
	fmt.Printf("ok: %s: %d vectors, %d refusals\n", path, len(published.Vectors), len(published.Refused))
	return nil
}

func main() { // go run samples/go/fingerprint.go docs/vectors/*.json
	for _, path := range os.Args[1:] {
		if err := check(path); err != nil {
			log.Fatal(err)
		}
	}
}
