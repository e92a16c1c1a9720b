package validate

import (
	"strings"

	"importer/internal/validate/identity"
)

// readPerson reads what names a person: an id of the system's, an identity
// number in any of its forms, an e-mail address, or else another system's id.
// Whatever finds the person will do, a temporary number too.
func readPerson(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	s.temporary = Set
	bare := squeeze(c.text)
	switch {
	case isID(bare):
		return readUUID(cell{text: bare}, s)
	case strings.Contains(c.text, "@"):
		return readEmail(c, s)
	case isPower(bare):
		return faulty(CodeNumberRounded)
	case numberFiller(bare):
		return reading{}.with(Notice, CodeNumberFiller)
	case isNumber(bare, s):
		return readNumber(c, s)
	default:
		return readSourceID(c, s)
	}
}

// isNumber reports whether text is meant for an identity number: it is written
// with its separator, or its digits can be one.
func isNumber(bare string, s surroundings) bool {
	date, separator, tail, formed := identity.Split(bare)
	if !formed {
		_, separator, _, formed = identity.Split(undisguised(bare))
		return formed && separator != ""
	}
	return separator != "" || readFormed(date, separator, tail, s).value.State == Set
}

// canonPerson is the normal form of a person's key.
func canonPerson(text string) string {
	text = clean(text)
	switch bare := squeeze(text); {
	case isID(bare):
		return canonUUID(bare)
	case isNormalNumber(strings.ToUpper(bare)):
		return canonNumber(bare)
	default:
		return text
	}
}

// personKey tells by its shape what a person's key is, in normal form.
func personKey(text string) Key {
	switch {
	case isID(text):
		return Key{Field: fieldID, Value: text}
	case isNormalNumber(text):
		return Key{Field: fieldNumber, Value: text}
	case strings.Contains(text, "@"):
		return Key{Field: fieldEmail, Value: text}
	default:
		return Key{Field: fieldSourceID, Value: text}
	}
}

// isNormalNumber reports whether text has the normal form of an identity number,
// its hyphen included: twelve digits alone may be another system's id.
func isNormalNumber(text string) bool {
	_, ok := identity.Parse(text)
	return ok && len(text) == len("YYYYMMDD-NNNN") && text[8] == '-'
}
