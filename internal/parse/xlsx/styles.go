package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse/opc"
)

// A Style says how a cell shows what it holds.
type Style struct {
	Format NumberFormat
	Struck bool   // struck through
	Color  uint16 // stands for what is behind the text and its own colour; 0 if nothing is and it has none
}

// A NumberFormat says how a cell shows its number.
type NumberFormat struct {
	ID   int    // below 164 it may stand for a format that the program knows, if Code is ""
	Code string // as the workbook has it
}

// readStyles gives the cell styles. A workbook without any has a plain one.
func readStyles(a *opc.Archive, part string) ([]Style, error) {
	if part == "" {
		return make([]Style, 1), nil
	}
	if err := checkStyles(a, part); err != nil {
		return nil, err
	}
	content, err := a.Read(part)
	if err != nil {
		return nil, err
	}
	styles, err := stylesOf(content)
	if err != nil {
		return nil, &opc.Fault{Part: part, Reason: "the styles can't be read", Err: err}
	}
	return styles, nil
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
	return readThrough(s)
}

// readThrough reads to the end of a part, if that is in bearable reach.
func readThrough(s *opc.Scanner) error {
	for n := 0; n < 2*maxElements; n++ {
		if _, err := s.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return s.Fault("there are more styles in it than a workbook can have")
}

// stylesOf has excelize read the styles, out of a workbook that is otherwise
// empty: it shall not meet the parts that it would read too leniently.
func stylesOf(content []byte) ([]Style, error) {
	small, err := workbookAround(map[string][]byte{stylesPart: content})
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
	if f.Styles.CellXfs == nil || len(f.Styles.CellXfs.Xf) == 0 {
		return make([]Style, 1), nil
	}
	crossed, colors := struckFonts(f), newPalette(f)
	styles := make([]Style, 0, len(f.Styles.CellXfs.Xf))
	for _, x := range f.Styles.CellXfs.Xf {
		id := 0
		if x.NumFmtID != nil {
			id = *x.NumFmtID
		}
		struck := x.FontID != nil && 0 <= *x.FontID && *x.FontID < len(crossed) && crossed[*x.FontID]
		styles = append(styles, Style{Format: NumberFormat{id, codes[id]}, Struck: struck, Color: colors.of(x.FillID, x.FontID)})
	}
	return styles, nil
}

// struckFonts tells of each font whether it is struck through.
func struckFonts(f *excelize.File) []bool {
	if f.Styles.Fonts == nil {
		return nil
	}
	crossed := make([]bool, len(f.Styles.Fonts.Font))
	for i, font := range f.Styles.Fonts.Font {
		crossed[i] = font != nil && font.Strike != nil && font.Strike.Value()
	}
	return crossed
}

// The names of parts in a workbook that holds nothing else.
const (
	stylesPart = "xl/styles.xml"
	themePart  = "xl/theme/theme1.xml"
)

// workbookAround makes an archive with nothing in it but some parts, by name.
func workbookAround(parts map[string][]byte) (*bytes.Buffer, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	all := map[string][]byte{
		"[Content_Types].xml": []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`),
		"_rels/.rels": []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="` + opc.OfficeDocument + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		"xl/workbook.xml": []byte(`<workbook xmlns="` + mainSpace + `"/>`),
	}
	maps.Copy(all, parts)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(all[name]); err != nil {
			return nil, err
		}
	}
	return &b, z.Close()
}
