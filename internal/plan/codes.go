package plan

import "importer/internal/validate"

// The problems that only a look at the server brings to light.
const (
	// CodeMissing: no record carries the row's key.
	CodeMissing validate.Code = "record-missing"
	// CodeAmbiguous: several records carry the row's key. Args: count.
	CodeAmbiguous validate.Code = "record-ambiguous"
	// CodeSameRecord: other rows lead to the same record and ask for something
	// else. Args: rows.
	CodeSameRecord validate.Code = "record-same"
	// CodeTaken: a record that isn't in the sheet holds the value.
	CodeTaken validate.Code = "value-taken"
	// CodeTakenHere: the record of another row holds the value and keeps it.
	// Args: rows.
	CodeTakenHere validate.Code = "value-taken-here"
	// CodeCircle: the rows exchange a value among themselves. Args: rows.
	CodeCircle validate.Code = "value-circle"
	// CodeChangedSince: somebody has changed the field since, so it is kept.
	CodeChangedSince validate.Code = "undo-changed-since"
	// CodeNotRestorable: what the field held before was never shown.
	CodeNotRestorable validate.Code = "undo-not-restorable"
	// CodeGone: the record isn't there any more.
	CodeGone validate.Code = "undo-gone"
)
