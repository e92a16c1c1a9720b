package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestUnseenLine(t *testing.T) {
	for name, tt := range map[string]struct {
		keys, want string
		err        error
	}{
		"typed":           {"s3cret\r", "s3cret", nil},
		"mended":          {"s3x\x7fcret\r", "s3cret", nil},
		"pasted":          {"\x1b[200~s3cret\x1b[201~\r", "s3cret", nil},
		"Ctrl-D":          {"\x04", "", io.EOF},
		"Ctrl-C":          {"\x03", "", io.EOF},
		"Ctrl-C later on": {"s3c\x03", "", io.EOF},
	} {
		t.Run(name, func(t *testing.T) {
			if got := unseenLine(strings.NewReader(tt.keys)); got.text != tt.want || !errors.Is(got.err, tt.err) {
				t.Errorf("%q, %v; want %q, %v", got.text, got.err, tt.want, tt.err)
			}
		})
	}
}
