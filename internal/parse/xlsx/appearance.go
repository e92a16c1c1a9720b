package xlsx

import (
	"io"

	"importer/internal/parse/opc"
)

// Appearance gives a workbook with nothing in it but the styles and the theme of
// this one, for whoever copies how its cells look.
func (b *Book) Appearance() ([]byte, error) {
	parts := map[string][]byte{}
	for name, part := range map[string]string{stylesPart: b.styles, themePart: b.theme} {
		if part == "" {
			continue
		}
		if err := b.bearable(part); err != nil {
			return nil, err
		}
		content, err := b.archive.Read(part)
		if err != nil {
			return nil, err
		}
		parts[name] = content
	}
	small, err := workbookAround(parts)
	if err != nil {
		return nil, err
	}
	return small.Bytes(), nil
}

// bearable reads a part to its end, so that a more lenient reader needn't find
// out whether it is well-formed and of a bearable size.
func (b *Book) bearable(part string) error {
	s, err := b.archive.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	for n := 0; n < 2*maxElements; n++ {
		if _, err := s.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return s.Fault("there is more in it than a workbook can have")
}

// firstTheme gives the part with the theme.
func firstTheme(relations []opc.Relation) string {
	for _, r := range relations {
		if r.Type == opc.OfficeDocument+"/theme" && !r.External {
			return r.Target
		}
	}
	return ""
}
