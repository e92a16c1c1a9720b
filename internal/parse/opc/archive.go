// Package opc reads the archive that a document of Excel is: named parts in a
// ZIP file, and the relationships between them (ECMA-376, part 2). It doesn't
// know what the parts say. Every part that it hands out is the one part of its
// name, whole, and agrees with its checksum; anything else is a Fault.
package opc

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// What an honest document stays below.
const (
	maxParts = 20_000
	maxPart  = 1 << 30  // bytes of one part, unpacked
	maxWhole = 32 << 20 // bytes of a part that is read into memory

	// Deflate can pack 1,032 to 1. Large worksheets pack 8 to 1, and even a
	// million empty rows with nothing but their numbers only 25 to 1. Small ones
	// may be packed tighter.
	bombSize  = 16 << 20
	bombRatio = 200
)

// encrypted is the bit of an entry's flags that says so (APPNOTE 4.4.4).
const encrypted = 1

// An Archive is an opened document. It may be read by several goroutines.
type Archive struct {
	parts map[string]*zip.File // by name in lower case: names differ in more than case
}

// Open reads the directory of an archive of size bytes. It refuses names that
// two readers could understand differently, and entries that are encrypted.
func Open(r io.ReaderAt, size int64) (*Archive, error) {
	seen := &lookout{ReaderAt: r}
	z, err := zip.NewReader(seen, size)
	if err != nil {
		return nil, &Fault{Reason: "the archive is damaged or cut short", Err: err}
	}
	if len(z.File) > maxParts {
		return nil, &Fault{Reason: "the archive has more parts than a workbook can have"}
	}
	a := &Archive{parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		if err := a.add(f); err != nil {
			return nil, err
		}
	}
	return a, a.checkEntries(seen)
}

// A lookout remembers where was read last.
type lookout struct {
	io.ReaderAt
	at int64
}

// ReadAt is that of io.ReaderAt.
func (l *lookout) ReadAt(p []byte, off int64) (int, error) {
	l.at = off
	return l.ReaderAt.ReadAt(p, off)
}

// checkEntries holds the headers that stand before the parts against the
// directory, and refuses entries that share bytes of the archive, by which a
// small one can unpack to any size.
func (a *Archive) checkEntries(r *lookout) error {
	type extent struct{ begin, end int64 }
	var extents []extent
	for _, f := range a.parts {
		begin, err := f.DataOffset()
		if err != nil {
			return &Fault{Part: f.Name, Reason: "this part can't be unpacked", Err: err}
		}
		if err := checkHeader(r, r.at, f); err != nil {
			return err
		}
		if f.CompressedSize64 > 0 {
			extents = append(extents, extent{begin, begin + int64(f.CompressedSize64)})
		}
	}
	slices.SortFunc(extents, func(x, y extent) int { return cmp.Compare(x.begin, y.begin) })
	for i := 1; i < len(extents); i++ {
		if extents[i].begin < extents[i-1].end {
			return &Fault{Reason: "parts of the archive overlap"}
		}
	}
	return nil
}

// checkHeader refuses a part that is named or packed otherwise in the header before
// it, which DataOffset has just looked at (APPNOTE 4.3.7): the directory is under
// no checksum, and a part under another name would be taken for one that isn't
// there.
func checkHeader(r io.ReaderAt, at int64, f *zip.File) error {
	const fixed, method, nameSize = 30, 8, 26
	header := make([]byte, fixed+len(f.Name))
	if _, err := r.ReadAt(header, at); err != nil {
		return &Fault{Part: f.Name, Reason: "this part can't be unpacked", Err: err}
	}
	number := func(at int) uint16 { return binary.LittleEndian.Uint16(header[at:]) }
	if int(number(nameSize)) != len(f.Name) || string(header[fixed:]) != f.Name || number(method) != f.Method {
		return &Fault{Part: f.Name, Reason: "the archive's directory says something else about this part than its header"}
	}
	return nil
}

func (a *Archive) add(f *zip.File) error {
	if reason := misnamed(f.Name); reason != "" {
		return &Fault{Part: f.Name, Reason: reason}
	}
	if f.Flags&encrypted != 0 {
		return &Fault{Part: f.Name, Reason: "this part is encrypted"}
	}
	if strings.HasSuffix(f.Name, "/") {
		return nil
	}
	key := strings.ToLower(f.Name)
	if a.parts[key] != nil {
		return &Fault{Part: f.Name, Reason: "the archive has two parts of this name"}
	}
	a.parts[key] = f
	return nil
}

func misnamed(name string) string {
	switch {
	case name == "":
		return "the archive has a part without a name"
	case strings.HasPrefix(name, "/"), len(name) > 1 && name[1] == ':':
		return "this part has an absolute name"
	case strings.Contains(name, `\`):
		return "this part has a backslash in its name"
	case strings.Contains("/"+name+"/", "/../"):
		return "this part's name leads out of the archive"
	default:
		return ""
	}
}

// Has reports whether there is a part of that name. Case doesn't count.
func (a *Archive) Has(part string) bool { return a.parts[strings.ToLower(part)] != nil }

// Open gives the content of a part. What it gives last is io.EOF only if the
// part is as long as the directory says and agrees with its checksum.
func (a *Archive) Open(part string) (io.ReadCloser, error) {
	f := a.parts[strings.ToLower(part)]
	if f == nil {
		return nil, &Fault{Part: part, Reason: "this part is missing"}
	}
	if size := f.UncompressedSize64; size > maxPart || size > bombSize && size/bombRatio > f.CompressedSize64 {
		return nil, &Fault{Part: part, Reason: "this part would unpack to far more than a worksheet can hold"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Fault{Part: part, Reason: "this part can't be unpacked", Err: err}
	}
	return &partReader{ReadCloser: r, part: part, sum: crc32.NewIEEE(), want: f.CRC32}, nil
}

// Read gives a whole part. It is for the small ones.
func (a *Archive) Read(part string) ([]byte, error) {
	r, err := a.Open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxWhole+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxWhole {
		return nil, &Fault{Part: part, Reason: "this part is larger than any of its kind"}
	}
	return b, nil
}

// Verify unpacks a part and gives what is wrong with it as a piece of the archive,
// whatever it says.
func (a *Archive) Verify(part string) error {
	r, err := a.Open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// A partReader holds a part against its checksum. archive/zip does so as well,
// but passes over a checksum of zero, and its errors don't name the part.
type partReader struct {
	io.ReadCloser
	part string
	sum  hash.Hash32
	want uint32
	read int64
}

func (r *partReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.sum.Write(p[:n])
	r.read += int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, zip.ErrChecksum), err == io.EOF && r.sum.Sum32() != r.want:
		return n, r.fault("this part's checksum is wrong", nil)
	case err == io.EOF:
		return n, io.EOF
	default:
		return n, r.fault("this part is damaged or cut short", err)
	}
}

func (r *partReader) fault(reason string, err error) error {
	return &Fault{Part: r.part, Offset: r.read, Reason: reason, Err: err}
}
