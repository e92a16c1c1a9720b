package plan

import "importer/internal/validate"

// The problems that only a look at the server brings to light.
const (
	// CodeMissing: no record carries the row's key.
	CodeMissing validate.Code = "record-missing"
	// CodeMissingNumber: no record carries the row's identity number.
	CodeMissingNumber validate.Code = "record-missing-number"
	// CodeAmbiguous: several records carry the row's key. Args: count.
	CodeAmbiguous validate.Code = "record-ambiguous"
	// CodeAmbiguousPlace: the same, and it is known in which schools they are, which
	// a row can name. Args: count, where.
	CodeAmbiguousPlace validate.Code = "record-ambiguous-place"
	// CodeAmbiguousSet: the same of records whose place a row says in columns of its
	// own. Args: count, where.
	CodeAmbiguousSet validate.Code = "record-ambiguous-set"
	// CodeAmbiguousPath: the same of records that go by their paths. Args: count,
	// where.
	CodeAmbiguousPath validate.Code = "record-ambiguous-path"
	// CodeDenied: the account may not read where the record is. Args: reason.
	CodeDenied validate.Code = "record-denied"
	// CodeElementMissing: no record carries the key that an element of a list gives.
	// Args: element, masked.
	CodeElementMissing validate.Code = "element-missing"
	// CodeElementAmbiguous: several records carry it. Args: element, count.
	CodeElementAmbiguous validate.Code = "element-ambiguous"
	// CodeReferenceMissing: no record carries the key that a reference gives. Args:
	// element, masked.
	CodeReferenceMissing validate.Code = "reference-missing"
	// CodeReferenceSeveral: several records carry it. Args: element, count.
	CodeReferenceSeveral validate.Code = "reference-several"
	// CodeClassMissing: no class has the row's title. Args: title.
	CodeClassMissing validate.Code = "class-missing"
	// CodePlaceUnknown: nothing has the name by which the row says where its record
	// is. Args: name, places, which are those that there are.
	CodePlaceUnknown validate.Code = "place-unknown"
	// CodePlaceAmbiguous: several have it. Args: name, count.
	CodePlaceAmbiguous validate.Code = "place-ambiguous"
	// CodeMemberUnknown: no record carries the key of the row's member.
	CodeMemberUnknown validate.Code = "member-record-missing"
	// CodeMemberAmbiguous: several records carry it. Args: count.
	CodeMemberAmbiguous validate.Code = "member-ambiguous"
	// CodeTwoClasses: the sheet puts the member into several classes. Args: rows.
	CodeTwoClasses validate.Code = "two-classes"
	// CodeElsewhere: somebody has put the member into another class since the plan
	// was made. Args: title.
	CodeElsewhere validate.Code = "member-elsewhere"
	// CodeSameRecord: other rows lead to the same record and ask for something
	// else. Args: rows.
	CodeSameRecord validate.Code = "record-same"
	// CodeDoneAlready: the same, and for one of the rows the record has the new
	// value already. Args: rows.
	CodeDoneAlready validate.Code = "record-renamed"
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

// What a record's own state forbids, or makes worth knowing. Targets find these
// when they settle a row.
const (
	// CodeTypesOther: the group is of category Other, which has no types.
	CodeTypesOther validate.Code = "types-other"
	// CodeNotStudent: a member of an Education group must be a student.
	CodeNotStudent validate.Code = "member-not-student"
	// CodeNotEmployee: a moderator of an Education group must be an employee.
	CodeNotEmployee validate.Code = "moderator-not-employee"
	// CodeNoLimit: the group has no limit of members, and the row gives none; the
	// system can't be told to keep none.
	CodeNoLimit validate.Code = "group-no-limit"
	// CodeLinked: the group belongs to a set that is linked to another one, from
	// which its name and members come.
	CodeLinked validate.Code = "group-linked"
	// CodeBelowMembers: the limit is lower than the number of members now. Args:
	// members.
	CodeBelowMembers validate.Code = "limit-below-members"
	// CodeNotifies: the system sends e-mails when the record changes. Args: set.
	CodeNotifies validate.Code = "record-notifies"
	// CodeAttributesPartial: what the other attributes hold can't be read, and
	// setting some would clear them. Args: columns, those that are missing.
	CodeAttributesPartial validate.Code = "attributes-partial"
	// CodeAttributesLost: the same, and the user wants it. Args: columns, those that
	// are given up.
	CodeAttributesLost validate.Code = "attributes-lost"
	// CodeListUnreadable: what the list holds can't be read, so that nothing can
	// be added to it or taken away.
	CodeListUnreadable validate.Code = "list-unreadable"
	// CodeCircleParent: the parent is the group itself, or stands below it.
	CodeCircleParent validate.Code = "parent-circle"
	// CodeNumberIsName: the parent is the group with this id, and other groups are
	// called so. Args: id, path, others.
	CodeNumberIsName validate.Code = "parent-number"
	// CodeTooLong: the text has more characters than the system takes. Args: most.
	CodeTooLong validate.Code = "text-too-long"
	// CodeIdentityHere: an identity number stands where the system has no place
	// for one.
	CodeIdentityHere validate.Code = "identity-number-here"
	// CodeNoModule: no code of a module says where the group is.
	CodeNoModule validate.Code = "module-missing"
	// CodeModuleUnknown: there is no module with the code. Args: module.
	CodeModuleUnknown validate.Code = "module-unknown"
	// CodeNoSets: the module has no sets of groups in the academic year. Args:
	// module, and year where one was asked for.
	CodeNoSets validate.Code = "module-without-sets"
	// CodeSetUnknown: the module has no such set. Args: module, set, sets.
	CodeSetUnknown validate.Code = "group-set-unknown"
	// CodeNoYear: the text is no academic year.
	CodeNoYear validate.Code = "academic-year"
	// CodeWhichSet: the module has several sets of groups, and nothing says in
	// which one the group is. Args: sets.
	CodeWhichSet validate.Code = "group-set-unsaid"
	// CodeNameShared: another group of the same set has the name now.
	CodeNameShared validate.Code = "group-name-shared"
	// CodeLimitStays: the group has had no limit of members, and the system can't
	// be told to go back to that.
	CodeLimitStays validate.Code = "group-limit-stays"
)
