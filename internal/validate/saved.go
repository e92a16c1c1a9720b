package validate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// LoadMapping reads a mapping that SaveMapping wrote, or a user: a YAML mapping
// with a line "Column title: field" for each column. The error is an *Error, or
// comes from the reader.
func LoadMapping(r io.Reader) (map[string]string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	err = decoder.Decode(&document)
	if errors.Is(err, io.EOF) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, notMapping(lineOf(err), "it isn't built as YAML is")
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, notMapping(0, "it holds more than one document")
	}
	node := document.Content[0]
	if node.Kind != yaml.MappingNode {
		return nil, notMapping(node.Line, "it isn't a list of titles")
	}
	return pairs(node)
}

// pairs reads the lines of a mapping. A title that stands twice would leave it
// open which of them holds.
func pairs(node *yaml.Node) (map[string]string, error) {
	mapping := map[string]string{}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		title, field := node.Content[i], node.Content[i+1]
		if title.Kind != yaml.ScalarNode || field.Kind != yaml.ScalarNode || clean(title.Value) == "" || clean(field.Value) == "" || field.Tag == "!!null" {
			return nil, notMapping(title.Line, "a title and a field belong there")
		}
		if seen[normalTitle(title.Value)] {
			return nil, notMapping(title.Line, fmt.Sprintf("%q stands twice", title.Value))
		}
		seen[normalTitle(title.Value)] = true
		mapping[title.Value] = clean(field.Value)
	}
	return mapping, nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// lineOf is the line of which the YAML reader complains; 0 if it names none. Its
// words are for those who know YAML.
func lineOf(err error) int {
	found := yamlLine.FindStringSubmatch(err.Error())
	if found == nil {
		return 0
	}
	line, _ := strconv.Atoi(found[1])
	return line
}

func notMapping(line int, why string) *Error {
	where := "the mapping can't be read"
	if line > 0 {
		where = fmt.Sprintf("the mapping can't be read at line %d", line)
	}
	return &Error{Text: where + ": " + why, Advice: "write a line for each column: 'Column title': field"}
}

// SaveMapping writes a mapping for LoadMapping, sorted by title.
func SaveMapping(w io.Writer, mapping map[string]string) error {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, title := range slices.Sorted(maps.Keys(mapping)) {
		node.Content = append(node.Content, scalar(title), scalar(mapping[title]))
	}
	encoder := yaml.NewEncoder(w)
	if err := encoder.Encode(node); err != nil {
		return fmt.Errorf("writing the mapping: %w", err)
	}
	return encoder.Close()
}

// scalar is a text, in quotes where YAML would take it for something else.
func scalar(text string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(text)
	return node
}

// Mapping gives what became of the sheet's columns in the form that Options.Map
// takes: from the title of each column that is used to its field.
func (t *Table) Mapping() map[string]string {
	mapping := map[string]string{}
	for _, c := range t.Columns {
		if c.uses() || c.Reason == CodeTitleFinds {
			mapping[c.Title] = c.Field
		}
	}
	return mapping
}
