package xlsx

import (
	"archive/zip"
	"bytes"
	"io"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse/opc"
)

// A NumberFormat says how a cell shows its number.
type NumberFormat struct {
	ID   int    // below 164 it may stand for a format that the program knows, if Code is ""
	Code string // as the workbook has it
}

// readFormats gives the number format of each cell style. A workbook without
// styles has the one of no format.
func readFormats(a *opc.Archive, part string) ([]NumberFormat, error) {
	if part == "" {
		return make([]NumberFormat, 1), nil
	}
	if err := checkStyles(a, part); err != nil {
		return nil, err
	}
	styles, err := a.Read(part)
	if err != nil {
		return nil, err
	}
	formats, err := formatsOf(styles)
	if err != nil {
		return nil, &opc.Fault{Part: part, Reason: "the styles can't be read", Err: err}
	}
	return formats, nil
}

// maxElements is several times what a workbook with the 65,490 cell styles that
// Excel allows has in its styles.
const maxElements = 1_000_000

// checkStyles reads the styles to their end, so that excelize needn't find out
// whether they are well-formed and of a bearable size.
func checkStyles(a *opc.Archive, part string) error {
	s, err := a.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := expectRoot(s, "styleSheet"); err != nil {
		return err
	}
	for n := 0; n < 2*maxElements; n++ {
		if _, err := s.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return s.Fault("there are more styles in it than a workbook can have")
}

// formatsOf has excelize read the styles, out of a workbook that is otherwise
// empty: it shall not meet the parts that it would read too leniently.
func formatsOf(styles []byte) ([]NumberFormat, error) {
	small, err := workbookAround(styles)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(small)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			codes[n.NumFmtID] = n.FormatCode
		}
	}
	if f.Styles.CellXfs == nil {
		return make([]NumberFormat, 1), nil
	}
	formats := make([]NumberFormat, 0, len(f.Styles.CellXfs.Xf))
	for _, x := range f.Styles.CellXfs.Xf {
		id := 0
		if x.NumFmtID != nil {
			id = *x.NumFmtID
		}
		formats = append(formats, NumberFormat{id, codes[id]})
	}
	return formats, nil
}

// workbookAround makes an archive with nothing in it but the styles.
func workbookAround(styles []byte) (*bytes.Buffer, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct {
		name    string
		content []byte
	}{
		{"[Content_Types].xml", []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)},
		{"_rels/.rels", []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="` + opc.OfficeDocument + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`)},
		{"xl/workbook.xml", []byte(`<workbook xmlns="` + mainSpace + `"/>`)},
		{"xl/styles.xml", styles},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(part.content); err != nil {
			return nil, err
		}
	}
	return &b, z.Close()
}
