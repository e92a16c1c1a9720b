package xlsx

import (
	"bytes"
	"unicode/utf8"

	"importer/internal/parse/opc"
)

// A Type says what stands in a cell.
type Type uint8

// The types of cells (ECMA-376, part 1, 18.18.11).
const (
	Number  Type = iota // Value is as written: a decimal number, perhaps with a power of ten
	Text                // Value is the text itself, wherever the file keeps it
	Boolean             // Value is 1, 0, true or false
	Error               // Value is such as #N/A
	Date                // Value is such as 2019-12-16T00:00:00
)

// A Cell is one cell as the file has it.
type Cell struct {
	Column  int // from 0
	Type    Type
	Style   int // an index of Book.Styles
	Formula bool
	Value   string // the text, or the formula's result; "" if there is none
	Empty   bool   // no value stands in the file
	Struck  bool   // all of its text is struck through
}

// A draft is a cell while it is being read.
type draft struct {
	kind      string // the attribute t
	inline    rich
	hasValue  bool
	hasInline bool
}

// cell reads to the end of the c element that was begun last.
func (r *reader) cell(e opc.Token) (Cell, error) {
	c, kind, err := r.begin(e.Attributes)
	if err != nil {
		return c, err
	}
	d := draft{kind: kind}
	r.value = r.value[:0]
	for {
		t, err := r.Next()
		if err != nil {
			return c, err
		}
		switch t.Kind {
		case opc.Start:
			err = r.content(&c, &d, t)
		case opc.Text:
			err = r.blank(t)
		case opc.End:
			return r.finish(c, d)
		}
		if err != nil {
			return c, err
		}
	}
}

// The paths of plainCell.
const (
	valuePath = iota
	inlinePath
)

// plainCell is how nearly all cells are written.
func plainCell() *opc.Shape {
	return opc.NewShape(mainSpace, "c", []string{"v"}, []string{"is", "t"})
}

// leaf is cell for one that was read at once.
func (r *reader) leaf(l opc.Leaf) (Cell, error) {
	c, kind, err := r.begin(l.Attributes)
	if err != nil {
		return c, err
	}
	d := draft{kind: kind, hasValue: l.Path == valuePath, hasInline: l.Path == inlinePath}
	r.value = r.value[:0]
	switch {
	case d.hasValue:
		r.value = append(r.value, l.Text...)
	case d.hasInline:
		err = d.inline.add(r.Scanner, string(l.Text), asCell)
	}
	if err != nil {
		return c, err
	}
	return r.finish(c, d)
}

// kindOf gives the type of a cell as written.
func kindOf(written []byte) string {
	for _, known := range [...]string{"s", "n", "str", "inlineStr", "b", "e", "d"} {
		if string(written) == known {
			return known
		}
	}
	return string(written)
}

// begin reads the attributes of a cell.
func (r *reader) begin(attributes []opc.Attribute) (c Cell, kind string, err error) {
	c.Column, kind = r.column+1, "n"
	for _, a := range attributes {
		ok := true
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "t":
			kind = kindOf(a.Value)
		case a.Name.Local == "s":
			c.Style, ok = number(a.Value, len(r.book.Styles)-1)
		case a.Name.Local == "r":
			var row int
			if c.Column, row, ok = position(a.Value); ok && row != r.row {
				return c, "", r.Fault("a cell says that it is " + brief(a.Value) + ", in row " + itoa(r.row))
			}
		}
		if !ok {
			return c, "", r.Fault("a cell can't have " + a.Name.Local + "=" + brief(a.Value))
		}
	}
	switch {
	case c.Column <= r.column:
		return c, "", r.Fault("the cells of row " + itoa(r.row) + " aren't in order")
	case c.Column >= MaxColumns:
		return c, "", r.Fault("row " + itoa(r.row) + " has more cells than a row can have")
	}
	r.column = c.Column
	return c, kind, nil
}

// content reads one of the elements inside a cell.
func (r *reader) content(c *Cell, d *draft, e opc.Token) (err error) {
	switch {
	case e.Name.Space != mainSpace:
		return r.foreign(e)
	case e.Name.Local == "f" && !c.Formula:
		c.Formula = true
		return r.Skip()
	case e.Name.Local == "v" && !d.hasValue:
		d.hasValue = true
		var text []byte
		text, err = r.Content()
		r.value = append(r.value, text...)
	case e.Name.Local == "is" && !d.hasInline:
		d.hasInline = true
		d.inline, err = readRich(r.Scanner)
	case e.Name.Local == "extLst":
		return r.Skip()
	default:
		err = r.fault("it can't hold " + brief(e.Name.Local) + " here")
	}
	return err
}

// finish puts together what the elements said.
func (r *reader) finish(c Cell, d draft) (Cell, error) {
	value := bytes.Trim(r.value, " \t\r\n")
	c.Empty = len(value) == 0
	c.strike(r.book, asCell)
	if inline := d.kind == "inlineStr"; inline && !c.Empty || d.hasInline && !inline {
		return c, r.fault("its type is " + brief(d.kind) + ", its content another")
	}
	switch d.kind {
	case "n":
		c.Type, c.Value = Number, string(value)
	case "b":
		c.Type, c.Value = Boolean, string(value)
	case "e":
		c.Type, c.Value = Error, string(value)
	case "d":
		c.Type, c.Value = Date, string(value)
	case "inlineStr":
		c.Type, c.Value, c.Empty = Text, d.inline.text, !d.hasInline
		c.strike(r.book, d.inline.strike)
	case "str":
		c.Type, c.Value, c.Empty = Text, unescape(string(r.value)), !d.hasValue
	case "s":
		c.Type = Text
		return r.shared(c, value)
	default:
		return c, r.fault("its type is " + brief(d.kind) + ", which there isn't")
	}
	if len(c.Value) > maxText && utf8.RuneCountInString(c.Value) > maxText {
		return c, r.fault("its text is longer than a cell can be")
	}
	return c, nil
}

// shared gives a cell the shared string of an index.
func (r *reader) shared(c Cell, written []byte) (Cell, error) {
	if c.Empty {
		return c, nil
	}
	index, ok := number(written, r.book.texts.count-1)
	if !ok {
		return c, r.fault("it refers to text " + brief(written) + " of the workbook's " + itoa(r.book.texts.count))
	}
	text, own := r.book.texts.at(index)
	c.Value = text
	c.strike(r.book, own)
	return c, nil
}

// strike says whether the cell is struck through, by its own text or its font.
func (c *Cell) strike(b *Book, own strike) {
	c.Struck = own == struck || own == asCell && b.Styles[c.Style].Struck
}
