package opc

import (
	"io"
	"path"
	"strings"
)

// Namespaces and names that stand in every document.
const (
	ContentTypes = "[Content_Types].xml"

	relationSpace = "http://schemas.openxmlformats.org/package/2006/relationships"
	typeSpace     = "http://schemas.openxmlformats.org/package/2006/content-types"

	// OfficeDocument begins the types of the relationships of a workbook, and is
	// the namespace of the attributes that refer to them.
	OfficeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// A Relation leads from one part to another.
type Relation struct {
	ID       string
	Type     string // as in the transitional variant of the standard
	Target   string // the name of a part, or any address if it is External
	External bool
}

// Relations gives the relationships of a part, in their order; those of the
// document itself for the part "". A part without any has none.
func (a *Archive) Relations(part string) ([]Relation, error) {
	folder, file := path.Split(part)
	name := folder + "_rels/" + file + ".rels"
	if !a.Has(name) {
		return nil, nil
	}
	var found []Relation
	err := a.each(name, relationSpace, func(e Token) {
		if e.Name.Local == "Relationship" {
			found = append(found, relation(folder, e))
		}
	})
	return found, err
}

func relation(folder string, e Token) Relation {
	var r Relation
	r.ID, _ = e.Attribute("Id")
	r.Type, _ = e.Attribute("Type")
	r.Type = transitional(r.Type)
	r.Target, _ = e.Attribute("Target")
	if mode, _ := e.Attribute("TargetMode"); mode == "External" {
		r.External = true
		return r
	}
	if !strings.HasPrefix(r.Target, "/") {
		r.Target = folder + r.Target
	}
	r.Target = strings.TrimPrefix(path.Clean("/"+r.Target), "/")
	return r
}

// ContentType gives the media type of a part, "" if none is declared.
func (a *Archive) ContentType(part string) (string, error) {
	var own, general string
	err := a.each(ContentTypes, typeSpace, func(e Token) {
		kind, _ := e.Attribute("ContentType")
		name, _ := e.Attribute("PartName")
		extension, _ := e.Attribute("Extension")
		switch {
		case e.Name.Local == "Override" && strings.EqualFold(strings.TrimPrefix(name, "/"), part):
			own = kind
		case e.Name.Local == "Default" && strings.EqualFold("."+extension, path.Ext(part)):
			general = kind
		}
	})
	if own == "" {
		own = general
	}
	return own, err
}

// maxEntries is more than the lists of parts have.
const maxEntries = 100_000

// each calls f with every element of a namespace that a small part holds.
func (a *Archive) each(part, space string, f func(Token)) error {
	s, err := a.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	for n := 0; n < maxEntries; n++ {
		t, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t.Kind == Start && t.Name.Space == space {
			f(t)
		}
	}
	return s.Fault("it has more entries than a workbook can have")
}
