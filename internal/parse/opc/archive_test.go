package opc

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// directoryEntry begins what the directory says about a part, 42 bytes before
// the place of its header.
const directoryEntry = "PK\x01\x02"

// A part that stands within another, header and all, is unpacked twice by a reader
// that doesn't look.
func TestOverlappingParts(t *testing.T) {
	alone := stored(t, "b.xml", "content")
	inner := alone[:bytes.Index(alone, []byte(directoryEntry))]
	content := stored(t, "a.xml", string(inner), "b.xml", "content")
	last := bytes.LastIndex(content, []byte(directoryEntry))
	binary.LittleEndian.PutUint32(content[last+42:], uint32(bytes.Index(content, inner)))
	_, err := Open(bytes.NewReader(content), int64(len(content)))
	if err == nil || !strings.Contains(err.Error(), "overlap") {
		t.Errorf("got %v", err)
	}
}

// stored makes an archive whose parts stand in it as they are.
func stored(t *testing.T, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(namesAndContents); i += 2 {
		content := namesAndContents[i+1]
		size := uint64(len(content))
		w, err := z.CreateRaw(&zip.FileHeader{Name: namesAndContents[i], CRC32: crc32.ChecksumIEEE([]byte(content)), CompressedSize64: size, UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The directory is under no checksum: a part that it calls something else, or says
// to be packed otherwise, would be another's or missing.
func TestDirectoryAgainstHeaders(t *testing.T) {
	for what, at := range map[string]int{"name": 46, "method": 10, "place": 42} {
		content := stored(t, "a.xml", "content", "b.xml", "content")
		content[bytes.Index(content, []byte(directoryEntry))+at] ^= 8
		if _, err := Open(bytes.NewReader(content), int64(len(content))); err == nil {
			t.Errorf("another %s isn't noticed", what)
		}
	}
}
