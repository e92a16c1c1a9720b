package xlsx

import "importer/internal/parse/opc"

// Appearance gives a workbook with nothing in it but the styles and the theme of
// this one, for whoever copies how its cells look.
func (b *Book) Appearance() ([]byte, error) {
	parts := map[string][]byte{}
	for name, part := range map[string]string{stylesPart: b.styles, themePart: b.theme} {
		if part == "" {
			continue
		}
		content, err := b.sound(part)
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

// sound gives a part that a more lenient reader may be given: it is well-formed
// and of a bearable size.
func (b *Book) sound(part string) ([]byte, error) {
	s, err := b.archive.Scan(part)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := readThrough(s); err != nil {
		return nil, err
	}
	return b.archive.Read(part)
}

// firstTheme gives the part with the theme; "" if there is none.
func firstTheme(relations []opc.Relation) string {
	for _, r := range relations {
		if r.Type == opc.OfficeDocument+"/theme" && !r.External {
			return r.Target
		}
	}
	return ""
}
