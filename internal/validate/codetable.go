package validate

import (
	"maps"
	"slices"
)

// codes holds every code with the names of its arguments. An argument may be
// missing from a problem.
var codes = map[Code][]string{
	CodeErrorValue: nil, CodeUncomputed: nil, CodeNotClearable: nil,
	CodeMerged: nil, CodeStruck: nil, CodeLinkDiffers: nil, CodeFiller: nil, CodeNotRepaired: {"to"},
	CodeStoredAsNumber: nil, CodeStoredAsDate: nil, CodeStoredAsBoolean: nil,
	CodeApostrophe: {"to"}, CodeBeyondHeader: nil,
	CodeTooLong: nil, CodeUnseen: {"to"}, CodeAddressLines: nil,
	CodeControl: nil, CodeGarbled: nil, CodeMixedScripts: nil, CodePictograph: nil, CodeCallName: {"to"}, CodeNameParted: {"to"}, CodeNameWhole: {"option"},

	CodeNumberMalformed: nil, CodeNumberFiller: nil, CodeNumberRounded: nil, CodeNumberLetter: nil,
	CodeNumberBirthDate: nil, CodeNumberDate: nil, CodeNumberFuture: nil,
	CodeNumberOrganisation: nil, CodeNumberReserve: nil, CodeNumberCheckDigit: nil, CodeNumberSerial: nil,
	CodeNumberTemporaryCheck: nil, CodeNumberTemporarySerial: nil,
	CodeNumberStandIn: {"flag"}, CodeNumberIfTemporary: {"flag"}, CodeNumberInterimCheck: nil, CodeNumberBlanks: {"to"},
	CodeNumberExpanded: {"to"}, CodeNumberZeros: {"to"}, CodeNumberShort: nil, CodeNumberUnwanted: nil, CodeNumberPlus: {"to"},

	CodeBirthDiffers: nil, CodeBirthFuture: nil, CodeAge: {"age"}, CodeGenderDiffers: nil,
	CodeTemporaryEnded: nil, CodeTemporaryKept: nil, CodeTemporaryValid: nil, CodeNameNumber: nil, CodeNumberUnlinked: nil,

	CodeDateUnreadable: nil, CodeDateImpossible: nil, CodeDateAmbiguous: nil, CodeDateSerial: nil, CodeDateUncounted: nil,
	CodeDateTime: {"to"}, CodeDateExpanded: {"to"}, CodeDateOrder: {"to"},

	CodeGenderUnknown: nil, CodeGenderSeveral: nil, CodeBooleanUnknown: nil,
	CodeEmailMalformed: nil, CodeEmailSeveral: nil, CodeEmailDomain: nil, CodeEmailStripped: {"to"}, CodeEmailLetters: nil, CodeEmailGuardian: {"title"},
	CodePhoneInvalid: nil, CodePhonePrefix: nil, CodePhoneSeveral: nil, CodePhoneLetters: nil, CodePhoneWords: {"to"},
	CodePhoneZero: {"to"}, CodePhonePlus: {"to"}, CodePhoneForeign: {"to"},
	CodePostalMalformed: nil, CodePostalFour: nil, CodePostalTown: {"to"}, CodeTownCode: {"to"}, CodeTownDigits: nil, CodeRestDiffers: {"title"},
	CodeCountryUnknown: nil, CodeMunicipalityUnknown: nil, CodeMunicipalityCounty: nil,
	CodeMunicipalityDiffers: nil, CodeMunicipalityZero: {"to"},
	CodeUUIDMalformed: nil, CodeEPPNMalformed: nil,
	CodeGroupSeveral: nil, CodeGroupNumber: {"to"}, CodeGroupDate: {"to"}, CodeGroupTypeUnknown: nil, CodeWholeMalformed: nil, CodeDecimalMalformed: nil,
	CodeChoiceUnknown: {"choices"}, CodeLinkMalformed: nil, CodeListSigns: nil, CodeListContradiction: nil,

	CodeFormula: {"count"}, CodeColors: nil, CodeComments: {"count"}, CodeRules: nil, CodeHiddenSheets: {"sheets"},

	CodeKeyMissing: {"title"}, CodeMemberMissing: {"title"}, CodeKeyFallback: {"title"}, CodeRepeated: {"rows", "more", "option"}, CodeEmailRepeated: {"rows", "more", "option"},
	CodeNumberRepeated: {"rows", "more", "option"}, CodeRowRepeated: {"rows", "more"}, CodeTotal: {"option"},

	CodeTitleUnknown: nil, CodeTitleEmpty: nil, CodeTitleTarget: {"target"}, CodeTitleNoField: nil,
	CodeTitleGuardian: nil, CodeTitleBeside: {"title", "option"}, CodeTitleFullName: nil, CodeTitleNames: nil, CodeTitleNotIDs: nil, CodeTitleOtherIDs: {"option"}, CodeTitleReplaced: {"title"}, CodeTitleTwin: {"title"}, CodeTitleHidden: nil, CodeTitleOther: nil, CodeTitleFinds: {"title"},
}

// Repairs reports whether a problem of this code, if it isn't a fault, says that a
// cell was read as something else than what is written in it.
func (c Code) Repairs() bool {
	return slices.Contains(codes[c], "to") && c != CodeGroupNumber && c != CodeGroupDate && c != CodeNotRepaired
}

// Codes gives every code of this package, sorted.
func Codes() []Code { return slices.Sorted(maps.Keys(codes)) }

// Args names the arguments that a problem of this code may have. The argument
// "to" is a value out of the sheet, in the form in which it is sent or may have
// been typed, masked where it is an identity number; the others hold no values.
func (c Code) Args() []string { return slices.Clone(codes[c]) }
