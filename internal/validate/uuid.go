package validate

import (
	"regexp"

	"github.com/google/uuid"
)

// looksLikeID are the ways to write a UUID: with hyphens or without, in braces
// or not.
var looksLikeID = regexp.MustCompile(`^\{?[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?$`)

func isID(text string) bool {
	return len(text) >= len("00000000000000000000000000000000") && looksLikeID.MatchString(text)
}

// readUUID reads the id that a system gave a record.
func readUUID(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	text := hyphenate(c.text)
	id, err := uuid.Parse(text)
	if err != nil || id == uuid.Nil || !isID(text) {
		return faulty(CodeUUIDMalformed)
	}
	return asking(id.String())
}

// IsUUID reports whether a text is a UUID, as readers of ids write it.
func IsUUID(text string) bool { return uuid.Validate(text) == nil }

func canonUUID(text string) string {
	text = clean(text)
	if id, err := uuid.Parse(text); err == nil {
		return id.String()
	}
	return text
}
