package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Written is a file of the run that its user may edit, as the run has written
// it at some time.
type Written struct {
	Name string `json:"name"`
	Hash string `json:"sha256"`
}

// Renew writes a file of the run by means of fill, as Replace does, and gives the
// name that it has. A file that its user has changed stays as it is: the new one
// is then called errors-2.xlsx instead of errors.xlsx, and so on. What is written
// is noted in run.json before it has its name.
func (d *Dir) Renew(name string, fill func(io.Writer) error) (string, error) {
	at, err := d.unedited(name)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	return at, d.Replace(at, func(w io.Writer) error {
		if err := fill(io.MultiWriter(w, sum)); err != nil {
			return err
		}
		d.Meta.wrote(Written{Name: at, Hash: hex.EncodeToString(sum.Sum(nil))})
		return d.Save()
	})
}

// Latest gives the file with an ending such as .xlsx that Renew has written last,
// of those that are there; "" if none is.
func (d *Dir) Latest(ending string) string {
	for _, w := range slices.Backward(d.Meta.Written) {
		if _, err := os.Stat(d.File(w.Name)); filepath.Ext(w.Name) == ending && err == nil {
			return w.Name
		}
	}
	return ""
}

// wrote notes a file as the newest.
func (m *Meta) wrote(w Written) {
	m.Written = append(slices.DeleteFunc(m.Written, func(o Written) bool { return o == w }), w)
}

// unedited gives the first of name, name-2, name-3 under which there is nothing,
// or what the run has written itself.
func (d *Dir) unedited(name string) (string, error) {
	ending := filepath.Ext(name)
	at := name
	for n := 2; ; n++ {
		hash, err := hashOf(d.File(at))
		if errors.Is(err, fs.ErrNotExist) || err == nil && slices.Contains(d.Meta.Written, Written{Name: at, Hash: hash}) {
			return at, nil
		}
		if err != nil {
			return "", err
		}
		at = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
	}
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
