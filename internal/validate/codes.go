package validate

// What can be wrong with any cell.
const (
	// CodeErrorValue: the cell holds an error value of the spreadsheet program.
	CodeErrorValue Code = "cell-error"
	// CodeUncomputed: the cell is a formula whose result isn't in the file.
	CodeUncomputed Code = "cell-uncomputed"
	// CodeNotClearable: the cell asks to clear a field that can't be empty.
	CodeNotClearable Code = "cell-not-clearable"
	// CodeStoredAsNumber: the cell is a number where text belongs.
	CodeStoredAsNumber Code = "cell-number"
	// CodeStoredAsDate: the cell is a date where something else belongs.
	CodeStoredAsDate Code = "cell-date"
	// CodeStoredAsBoolean: the cell is TRUE or FALSE where something else belongs.
	CodeStoredAsBoolean Code = "cell-boolean"
	// CodeMerged: the cell is covered by one that was merged with others.
	CodeMerged Code = "cell-merged"
	// CodeStruck: the cell by which a record is found is struck through.
	CodeStruck Code = "cell-struck"
	// CodeLinkDiffers: the link of an e-mail cell leads to another address than the
	// one that is shown and read.
	CodeLinkDiffers Code = "link-differs"
	// CodeFiller: the cell of a field that can't be empty holds a word or sign for "none".
	CodeFiller Code = "cell-filler"
	// CodeNotRepaired: the cell would have to be read as something else than what
	// is written, and the user wants no such thing. Args: to.
	CodeNotRepaired Code = "cell-not-repaired"
	// CodeApostrophe: an apostrophe that only kept a spreadsheet program from
	// reading the cell as a number was left out. Args: to.
	CodeApostrophe Code = "cell-apostrophe"
	// CodeBeyondHeader: the row has a filled cell to the right of the last title.
	CodeBeyondHeader Code = "cell-beyond-header"
	// CodeControl: the text holds control characters.
	CodeControl Code = "text-control"
	// CodeTooLong: the text is longer than any field takes.
	CodeTooLong Code = "cell-too-long"
	// CodeUnseen: line breaks, tabs and odd blanks inside the text became plain blanks,
	// and characters that nobody sees were left out. Args: to.
	CodeUnseen Code = "text-unseen"
	// CodeAddressLines: the postal code and the town stand in the cell of the street.
	CodeAddressLines Code = "address-lines"
	// CodeGarbled: letters were lost when the file was saved in another encoding.
	CodeGarbled Code = "text-garbled"
	// CodeMixedScripts: a word has letters of several scripts.
	CodeMixedScripts Code = "text-mixed-scripts"
	// CodePictograph: the text holds an emoji or another picture.
	CodePictograph Code = "text-pictograph"
	// CodeNameParted: a comma parted the last name from the first. Args: to, the
	// first name.
	CodeNameParted Code = "name-parted"
	// CodeNameWhole: no comma, or more than one, parts the last name from the first.
	// Args: option, that leaves the column out.
	CodeNameWhole Code = "name-whole"
	// CodeCallName: the marks around a call name were left out. Args: to.
	CodeCallName Code = "text-call-name"
)

// What can be wrong with an identity number.
const (
	// CodeNumberMalformed: the text has no form of an identity number.
	CodeNumberMalformed Code = "number-malformed"
	// CodeNumberFiller: the cell holds a word or signs for "none".
	CodeNumberFiller Code = "number-filler"
	// CodeNumberRounded: the last digits were lost when the cell was shown as a power of ten.
	CodeNumberRounded Code = "number-rounded"
	// CodeNumberLetter: a letter stands for a digit, O for 0 or l for 1.
	CodeNumberLetter Code = "number-letter"
	// CodeNumberBirthDate: the cell holds a birth date.
	CodeNumberBirthDate Code = "number-birth-date"
	// CodeNumberDate: the number begins with a date that doesn't exist.
	CodeNumberDate Code = "number-date"
	// CodeNumberFuture: the number begins with a date to come.
	CodeNumberFuture Code = "number-future"
	// CodeNumberOrganisation: it is the number of an organisation.
	CodeNumberOrganisation Code = "number-organisation"
	// CodeNumberReserve: it is a reserve number from health care.
	CodeNumberReserve Code = "number-reserve"
	// CodeNumberCheckDigit: the last digit doesn't fit the others.
	CodeNumberCheckDigit Code = "number-check-digit"
	// CodeNumberSerial: the birth number is 000, which is never given out.
	CodeNumberSerial Code = "number-serial"
	// CodeNumberTemporaryCheck: the last digit of a number that is temporary
	// doesn't fit the others, which it needn't.
	CodeNumberTemporaryCheck Code = "number-temporary-check"
	// CodeNumberTemporarySerial: the birth number of a number that is temporary is
	// 000, which it may be.
	CodeNumberTemporarySerial Code = "number-temporary-serial"
	// CodeNumberStandIn: a temporary or interim number belongs to a pupil who
	// isn't marked as having one. Args: flag, the title of
	// the column that marks; may be empty.
	CodeNumberStandIn Code = "number-stand-in"
	// CodeNumberIfTemporary: a temporary or interim number, of which neither the
	// row nor, so far, a record says whether it is marked as one. Args: flag, the
	// title of the column that marks; may be empty.
	CodeNumberIfTemporary Code = "number-if-temporary"
	// CodeNumberInterimCheck: the last digit of an interim number doesn't fit.
	CodeNumberInterimCheck Code = "number-interim-check"
	// CodeNumberBlanks: blanks in the number were left out. Args: to.
	CodeNumberBlanks Code = "number-blanks"
	// CodeNumberExpanded: the century was added. Args: to.
	CodeNumberExpanded Code = "number-expanded"
	// CodeNumberZeros: leading zeros, lost in a spreadsheet program, were put back. Args: to.
	CodeNumberZeros Code = "number-zeros"
	// CodeNumberShort: digits are missing, and leading zeros don't make it a number.
	CodeNumberShort Code = "number-short"
	// CodeNumberUnwanted: an identity number stands where the system is to get none.
	CodeNumberUnwanted Code = "number-unwanted"
	// CodeNumberPlus: a plus stands for the hyphen, the sign of a hundred years. Args: to.
	CodeNumberPlus Code = "number-plus"
)

// What can be wrong between the cells of a person's row, or between the row and
// the person's record.
const (
	// CodeBirthDiffers: the birth date isn't the one in the identity number.
	CodeBirthDiffers Code = "birth-differs"
	// CodeBirthFuture: the birth date is to come.
	CodeBirthFuture Code = "birth-future"
	// CodeAge: the age is implausible. Args: age, in years.
	CodeAge Code = "age-implausible"
	// CodeGenderDiffers: the gender isn't the one in the identity number.
	CodeGenderDiffers Code = "gender-differs"
	// CodeTemporaryEnded: the record's temporary number gives way to a real one,
	// so it stops being marked as temporary.
	CodeTemporaryEnded Code = "temporary-ended"
	// CodeTemporaryKept: the row says that the number isn't temporary, but it is
	// and stays so.
	CodeTemporaryKept Code = "temporary-kept"
	// CodeTemporaryValid: the row marks a number as temporary that looks real.
	CodeTemporaryValid Code = "temporary-valid"
	// CodeNameNumber: a name has the form of an identity number.
	CodeNameNumber Code = "name-number"
	// CodeNumberUnlinked: the number differs from the record's, and nothing but
	// an e-mail address ties the two together.
	CodeNumberUnlinked Code = "number-unlinked"
)

// What can be wrong with a date.
const (
	// CodeDateUnreadable: the text is no date in a form that is known.
	CodeDateUnreadable Code = "date-unreadable"
	// CodeDateImpossible: there is no such day.
	CodeDateImpossible Code = "date-impossible"
	// CodeDateAmbiguous: day and month may be either way round.
	CodeDateAmbiguous Code = "date-ambiguous"
	// CodeDateSerial: a bare number that may be a date without its format.
	CodeDateSerial Code = "date-serial"
	// CodeDateUncounted: a date cell of the days that the spreadsheet program counts
	// wrongly, up to its 29 February 1900, or of none that it counts at all.
	CodeDateUncounted Code = "date-uncounted"
	// CodeDateTime: the time of day was left out. Args: to.
	CodeDateTime Code = "date-time"
	// CodeDateExpanded: the century was added. Args: to.
	CodeDateExpanded Code = "date-expanded"
	// CodeDateOrder: day and month were told apart by the rest of the row or
	// column. Args: to.
	CodeDateOrder Code = "date-order"
)

// What can be wrong with the other kinds.
const (
	// CodeGenderUnknown: no known word for a gender.
	CodeGenderUnknown Code = "gender-unknown"
	// CodeGenderSeveral: a gender of one sign, in a column whose signs aren't of one
	// scheme, such as K and M.
	CodeGenderSeveral Code = "gender-several"
	// CodeBooleanUnknown: no known word for yes or no.
	CodeBooleanUnknown Code = "boolean-unknown"
	// CodeEmailMalformed: the text is no e-mail address.
	CodeEmailMalformed Code = "email-malformed"
	// CodeEmailSeveral: several addresses in one cell.
	CodeEmailSeveral Code = "email-several"
	// CodeEmailDomain: what follows the @ is no complete domain.
	CodeEmailDomain Code = "email-domain"
	// CodeEmailStripped: a name or "mailto:" around the address was left out. Args: to.
	CodeEmailStripped Code = "email-stripped"
	// CodeEmailLetters: letters before the @ that few mail systems take.
	CodeEmailLetters Code = "email-letters"
	// CodeEmailGuardian: the row has the address in a column of guardians too. Args:
	// title, of that column.
	CodeEmailGuardian Code = "email-guardian"
	// CodePhoneInvalid: the number can't be called.
	CodePhoneInvalid Code = "phone-invalid"
	// CodePhonePrefix: the number begins with neither 0 nor +.
	CodePhonePrefix Code = "phone-prefix"
	// CodePhoneSeveral: several numbers in one cell.
	CodePhoneSeveral Code = "phone-several"
	// CodePhoneLetters: letters among the digits.
	CodePhoneLetters Code = "phone-letters"
	// CodePhoneWords: words beside the number were left out. Args: to.
	CodePhoneWords Code = "phone-words"
	// CodePhoneZero: a leading 0 was put back. Args: to.
	CodePhoneZero Code = "phone-zero"
	// CodePhonePlus: a leading + was put back. Args: to.
	CodePhonePlus Code = "phone-plus"
	// CodePhoneForeign: read as a Swedish number in a row with a foreign address. Args: to.
	CodePhoneForeign Code = "phone-foreign"
	// CodePostalMalformed: no Swedish postal code.
	CodePostalMalformed Code = "postal-malformed"
	// CodePostalFour: four digits; a postal code of another country?
	CodePostalFour Code = "postal-four"
	// CodePostalTown: the town stands in the postal code's cell. Args: to.
	CodePostalTown Code = "postal-town"
	// CodeTownCode: the postal code stands in the town's cell. Args: to.
	CodeTownCode Code = "town-code"
	// CodeTownDigits: the town has no letters.
	CodeTownDigits Code = "town-digits"
	// CodeRestDiffers: what stands in the cell beside its own value isn't what the
	// column for it says. Args: title, of that column.
	CodeRestDiffers Code = "rest-differs"
	// CodeCountryUnknown: no known country.
	CodeCountryUnknown Code = "country-unknown"
	// CodeMunicipalityUnknown: no municipality of that code or name.
	CodeMunicipalityUnknown Code = "municipality-unknown"
	// CodeMunicipalityCounty: the code is a county's.
	CodeMunicipalityCounty Code = "municipality-county"
	// CodeMunicipalityDiffers: code and name are two municipalities.
	CodeMunicipalityDiffers Code = "municipality-differs"
	// CodeMunicipalityZero: a leading 0 was put back. Args: to.
	CodeMunicipalityZero Code = "municipality-zero"
	// CodeUUIDMalformed: the text is no id of the target's.
	CodeUUIDMalformed Code = "uuid-malformed"
	// CodeEPPNMalformed: the text hasn't the form name@domain.
	CodeEPPNMalformed Code = "eppn-malformed"
	// CodeGroupSeveral: several titles stand in one cell.
	CodeGroupSeveral Code = "group-several"
	// CodeGroupNumber: the title of a group is stored as a number. Args: to, what
	// may have been typed.
	CodeGroupNumber Code = "group-number"
	// CodeGroupDate: the title of a group is stored as a date. Args: to, what may
	// have been typed.
	CodeGroupDate Code = "group-date"
	// CodeGroupTypeUnknown: no known word for a type of group.
	CodeGroupTypeUnknown Code = "group-type-unknown"
	// CodeWholeMalformed: no whole number of 1 or more.
	CodeWholeMalformed Code = "whole-malformed"
	// CodeDecimalMalformed: no number.
	CodeDecimalMalformed Code = "decimal-malformed"
	// CodeChoiceUnknown: none of the words that the field takes. Args: choices, all
	// of them.
	CodeChoiceUnknown Code = "choice-unknown"
	// CodeLinkMalformed: no address on the web.
	CodeLinkMalformed Code = "link-malformed"
	// CodeListSigns: in a list, + or - stands before some elements and not before
	// others, or alone, or in a column that only adds or only removes.
	CodeListSigns Code = "list-signs"
	// CodeListContradiction: a row says what a list is to be and also what is to
	// change in it, or adds and removes the same element.
	CodeListContradiction Code = "list-contradiction"
)

// What is said once of a column or a sheet, at the first cell that shows it.
const (
	// CodeFormula: the stored results of formulas are used. Args: count, of the
	// column's cells.
	CodeFormula Code = "formula-result"
	// CodeColors: colours may mean something to people; here they don't.
	CodeColors Code = "colors-ignored"
	// CodeComments: comments aren't read. Args: count, of the cells that have one.
	CodeComments Code = "comments-ignored"
	// CodeRules: colours, bars and icons that come and go by rules aren't read.
	CodeRules Code = "rules-ignored"
	// CodeHiddenSheets: hidden worksheets hold records too. Args: sheets, their names
	// and how many rows they have.
	CodeHiddenSheets Code = "sheets-hidden"
)

// What can be said of a row as a whole.
const (
	// CodeKeyMissing: nothing in the row finds a record. Args: title, of the key's column.
	CodeKeyMissing Code = "key-missing"
	// CodeMemberMissing: nothing in the row says who the member is. Args: title, of
	// the column that does in other rows.
	CodeMemberMissing Code = "member-missing"
	// CodeKeyFallback: the key's cell is empty; another finds the record.
	// Args: title, of the other column.
	CodeKeyFallback Code = "key-fallback"
	// CodeRepeated: other rows hold the same value. Args: rows, the first few of
	// them; more, how many others there are, if any; option, that leaves out what
	// clashes.
	CodeRepeated Code = "value-repeated"
	// CodeEmailRepeated: other rows hold the same e-mail address. Args: as above.
	CodeEmailRepeated Code = "email-repeated"
	// CodeNumberRepeated: other rows hold the same identity number. Args: as above.
	CodeNumberRepeated Code = "number-repeated"
	// CodeTotal: among the records stands a total or a footer. Args: option, that
	// leaves it out.
	CodeTotal Code = "row-total"
	// CodeRowRepeated: other rows say exactly the same. Args: rows and more, as above.
	CodeRowRepeated Code = "row-repeated"
)

// Why a column isn't used.
const (
	// CodeTitleUnknown: no such title is known. The nearest known one is in Mapped.
	CodeTitleUnknown Code = "title-unknown"
	// CodeTitleEmpty: the column has no title.
	CodeTitleEmpty Code = "title-empty"
	// CodeTitleTarget: the column belongs to another target. Args: target.
	CodeTitleTarget Code = "title-target"
	// CodeTitleNoField: the system keeps no such thing of these records, or the
	// importer can't write it.
	CodeTitleNoField Code = "title-no-field"
	// CodeTitleGuardian: the column is about guardians.
	CodeTitleGuardian Code = "title-guardian"
	// CodeTitleBeside: the column stands beside a guardian's name, and its title
	// doesn't say that it is the pupil's. Args: title, the guardian's; option.
	CodeTitleBeside Code = "title-beside-guardian"
	// CodeTitleFullName: first and last name in one column, and no comma parts them.
	CodeTitleFullName Code = "title-full-name"
	// CodeTitleNames: first and last name in one column, and columns for them beside it.
	CodeTitleNames Code = "title-names"
	// CodeTitleNotIDs: the title says ids, but what stands below isn't.
	CodeTitleNotIDs Code = "title-not-ids"
	// CodeTitleOtherIDs: the title says ids, and what stands below is another key.
	// Args: option, that makes it one.
	CodeTitleOtherIDs Code = "title-other-ids"
	// CodeTitleReplaced: the user has chosen another column for the field. Args: title.
	CodeTitleReplaced Code = "title-replaced"
	// CodeTitleOther: what stands below the title is something else, and another
	// column holds what it says.
	CodeTitleOther Code = "title-other"
	// CodeTitleHidden: the column can't be seen, and what is hidden is left out.
	CodeTitleHidden Code = "title-hidden"
	// CodeTitleTwin: another column says the same in every row. Args: title, its own.
	CodeTitleTwin Code = "title-twin"
	// CodeTitleFinds: the column only finds records where the key is empty. Args:
	// title, of the key's column.
	CodeTitleFinds Code = "title-finds"
)
