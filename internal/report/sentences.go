package report

import (
	"fmt"
	"regexp"
	"strings"

	"importer/internal/plan"
	"importer/internal/validate"
)

// A Lang is a language of the sentences.
type Lang string

// The languages.
const (
	English Lang = "en"
	Swedish Lang = "sv"
)

// A phrase is what is said of a code. Words in braces are arguments of the code.
// What stands between square brackets tells a value, and is said only where
// values may be shown.
type phrase struct {
	reason   string // a few words, for many rows in one line
	sentence string // what is wrong with one cell; the reason if empty
	advice   string // what to do
}

// phrases gives the table of a language; English for one that isn't known.
func phrases(lang Lang) map[validate.Code]phrase {
	if lang == Swedish {
		return swedish
	}
	return english
}

// Sentence says what there is to know of one cell or row: where, what, and what
// to do. What stands in the cell is told only with values, identity numbers
// masked.
func Sentence(p validate.Problem, lang Lang, values bool) string {
	known, ok := phrases(lang)[p.Code]
	if !ok {
		known = phrase{reason: string(p.Code)}
	}
	text := known.sentence
	if text == "" {
		text = known.reason
	}
	text = fmt.Sprintf("%s: %s.", where(p, lang, values), fill(text, p, lang, values))
	if known.advice != "" {
		text += " " + fill(known.advice, p, lang, values)
	}
	return text
}

// Reason says in a few words what is wrong, without place or value, for lines
// that stand for many problems, and for columns that aren't used.
func Reason(p validate.Problem, lang Lang) string {
	known, ok := phrases(lang)[p.Code]
	if !ok {
		return string(p.Code)
	}
	return fill(known.reason, p, lang, false)
}

// Advice says what to do about a problem, without place or value.
func Advice(p validate.Problem, lang Lang) string {
	return fill(phrases(lang)[p.Code].advice, p, lang, false)
}

// where names the cell as the user sees it.
func where(p validate.Problem, lang Lang, values bool) string {
	place := p.Cell
	if place == "" || strings.HasPrefix(place, "row ") {
		place = fmt.Sprintf("row %d", p.Row)
	}
	place = local(place, lang)
	if p.Column != "" {
		place += ", " + plain(p.Column)
	}
	if values && p.Shown != "" {
		place += fmt.Sprintf(", %q", plain(p.Shown))
	}
	return place
}

// local puts an address in words into a language.
func local(address string, lang Lang) string {
	if lang == Swedish {
		return strings.ReplaceAll(address, "row ", "rad ")
	}
	return address
}

var (
	onlyWithValues = regexp.MustCompile(`\[([^\]]*)\]`)
	placeholder    = regexp.MustCompile(`\{(\w+)\}`)
)

// fill puts the arguments into a text.
func fill(text string, p validate.Problem, lang Lang, values bool) string {
	shown := ""
	if values {
		shown = "$1"
	}
	text = onlyWithValues.ReplaceAllString(text, shown)
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		return argument(strings.Trim(name, "{}"), p, lang)
	})
}

// argument is one argument in words.
func argument(name string, p validate.Problem, lang Lang) string {
	value := plain(p.Args[name])
	if name == "rows" || name == "flag" {
		value = local(value, lang)
	}
	switch more := p.Args["more"]; {
	case name == "flag" && value == "" && lang == Swedish:
		return "en kolumn Tillfälligt personnummer"
	case name == "flag" && value == "":
		return "a column identityTemporary"
	case name == "rows" && more != "" && lang == Swedish:
		return fmt.Sprintf("%s och %s till", value, more)
	case name == "rows" && more != "":
		return fmt.Sprintf("%s and %s more", value, more)
	default:
		return value
	}
}

// english is what is said of every code, in English.
var english = map[validate.Code]phrase{
	validate.CodeErrorValue:      {"an error value", "the cell holds an error of the spreadsheet program", "Mend the formula, or type the value."},
	validate.CodeUncomputed:      {"a formula without a result", "the cell holds a formula whose result isn't in the file", "Open the file in the spreadsheet program and save it again."},
	validate.CodeNotClearable:    {"can't be emptied", "this field can't be emptied", "Leave the cell empty to leave the field as it is."},
	validate.CodeStoredAsNumber:  {"stored as a number", "a number stands where text belongs; what was typed may be lost", "Format the cell as text and type it again."},
	validate.CodeStoredAsDate:    {"stored as a date", "the spreadsheet program has made a date of what was typed", "Format the cell as text and type it again."},
	validate.CodeStoredAsBoolean: {"stored as TRUE or FALSE", "TRUE or FALSE stands where something else belongs", "Type the value."},
	validate.CodeApostrophe:      {"a leading apostrophe was left out", "a leading apostrophe was left out[; read as {to}]", ""},
	validate.CodeBeyondHeader:    {"cells beyond the last heading", "the row goes on beyond the last heading; its cells may have slipped to the right", "Give the column a heading, or mend the row."},
	validate.CodeControl:         {"control characters", "the text holds characters that can't be seen", "Type it again."},
	validate.CodeGarbled:         {"letters lost in saving", "letters such as å, ä, ö were lost when the file was saved", "Save it again as CSV UTF-8, or as .xlsx, from where the letters are right."},
	validate.CodeMixedScripts:    {"letters of several alphabets in a word", "", "One of them may only look right. Type it again if so."},
	validate.CodeCallName:        {"marks of a call name were left out", "the marks around the call name were left out[; read as {to}]", ""},

	validate.CodeNumberMalformed:    {"not an identity number", "this isn't an identity number", "Write it as YYYYMMDD-NNNN."},
	validate.CodeNumberFiller:       {"no identity number", "this stands for no number; the cell counts as empty", ""},
	validate.CodeNumberRounded:      {"the last digits are lost", "the number was shortened to a power of ten, and its last digits are lost", "Format the column as text before you paste into it, or give the .xlsx in place of the .csv."},
	validate.CodeNumberLetter:       {"a letter for a digit", "a letter stands for a digit: O for 0, or l for 1", "Type the digit."},
	validate.CodeNumberBirthDate:    {"a birth date", "this is a birth date and no identity number", "Add the last four characters, or move it to the column for birth dates."},
	validate.CodeNumberDate:         {"no such date", "the number begins with a date that doesn't exist", "Look the number up again."},
	validate.CodeNumberFuture:       {"a date to come", "the number begins with a date that is still to come", "Look the number up again."},
	validate.CodeNumberOrganisation: {"an organisation's number", "this is the number of an organisation", "Put the pupil's own."},
	validate.CodeNumberReserve:      {"a reserve number from health care", "this is a reserve number from health care, which no school register takes", "Put the identity number, or leave the cell empty."},
	validate.CodeNumberCheckDigit:   {"the check digit is wrong", "", "Look the number up again."},
	validate.CodeNumberSerial:       {"000 is never given out", "the birth number 000 is never given out", "Look the number up again."},
	validate.CodeNumberStandIn:      {"a temporary number in a record that isn't marked so", "this is a temporary number, and the pupil isn't marked as having one", "Put the real number here, or yes into {flag}."},
	validate.CodeNumberInterimCheck: {"the check digit of a temporary number doesn't fit", "the check digit doesn't fit, which a temporary number may do without", ""},
	validate.CodeNumberBlanks:       {"blanks in the number were left out", "blanks in the number were left out[; read as {to}]", ""},
	validate.CodeNumberExpanded:     {"the century was added", "the century was added[; read as {to}]", ""},
	validate.CodeNumberZeros:        {"leading zeros were lost in Excel", "leading zeros were lost in Excel, and put back[; read as {to}]", "Check that it is right."},
	validate.CodeNumberShort:        {"too few digits", "digits are missing, and leading zeros don't mend it", "Write it as YYYYMMDD-NNNN."},
	validate.CodeNumberPlus:         {"a plus in the number", "the plus stands for an age of a hundred years[; read as {to}]", "Put a hyphen if that is wrong."},

	validate.CodeBirthDiffers:    {"not the date in the identity number", "the birth date isn't the one in the identity number", "Is one of them somebody else's?"},
	validate.CodeBirthFuture:     {"a birth date to come", "the birth date is still to come", "Look it up again."},
	validate.CodeAge:             {"an implausible age", "that makes an age of {age}", "Is the century right?"},
	validate.CodeGenderDiffers:   {"not the gender in the identity number", "the gender isn't the one in the identity number", "Is one of them somebody else's?"},
	validate.CodeTemporaryEnded:  {"number made permanent", "a real number replaces the temporary one, so the record stops being marked as temporary", ""},
	validate.CodeTemporaryKept:   {"still a temporary number", "the row says that the number isn't temporary, but the record keeps one that is", "Add the real number, or take the no away."},
	validate.CodeTemporaryValid:  {"a real number marked as temporary", "the row marks the number as temporary, but it looks like a real one", "Check that it is meant."},
	validate.CodeNumberUnlinked:  {"another number than the record's", "the record found by this e-mail address has another identity number", "Put the number that the record has now into a column previousIdentityNumber, or leave the cell empty."},
	validate.CodeDateUnreadable:  {"not a date", "this isn't a date", "Write it as YYYY-MM-DD."},
	validate.CodeDateImpossible:  {"no such day", "there is no such day", "Look it up again."},
	validate.CodeDateAmbiguous:   {"day and month may be either way round", "", "Write it as YYYY-MM-DD."},
	validate.CodeDateSerial:      {"a number, not a date", "this is a bare number: a date that has lost its format?", "Format the cell as a date, or write YYYY-MM-DD."},
	validate.CodeDateTime:        {"a time of day was left out", "the time of day was left out[; read as {to}]", ""},
	validate.CodeDateExpanded:    {"the century was added", "the century was added[; read as {to}]", ""},
	validate.CodeDateOrder:       {"day and month told apart by the rest of the sheet", "day and month were told apart by the rest of the sheet[; read as {to}]", ""},
	validate.CodeGenderUnknown:   {"not a gender that is known", "this gender isn't known", "Write Female, Male or Other, or leave the cell empty."},
	validate.CodeBooleanUnknown:  {"neither yes nor no", "this is neither yes nor no", "Write yes or no, or leave the cell empty."},
	validate.CodeEmailMalformed:  {"not an e-mail address", "this isn't an e-mail address", "Write it as name@example.se."},
	validate.CodeEmailSeveral:    {"several addresses in one cell", "several addresses stand in one cell", "Leave one."},
	validate.CodeEmailDomain:     {"no complete domain after the @", "what follows the @ isn't a complete domain", "Write it as name@example.se."},
	validate.CodeEmailStripped:   {"a name around the address was left out", "what stood around the address was left out[; read as {to}]", ""},
	validate.CodeEmailLetters:    {"unusual letters before the @", "there are letters before the @ that many mail systems don't take", "Check that it is right."},
	validate.CodePhoneInvalid:    {"not a telephone number", "this number can't be called", "Write it as 070-123 45 67, a foreign one with + and its country."},
	validate.CodePhoneSeveral:    {"several numbers in one cell", "several numbers stand in one cell", "Leave one, or put the second into a column of its own."},
	validate.CodePhoneLetters:    {"letters among the digits", "letters stand among the digits", "Leave the number alone in the cell."},
	validate.CodePhoneWords:      {"words beside the number were left out", "words beside the number were left out[; read as {to}]", "Is it the pupil's own?"},
	validate.CodePhoneZero:       {"a leading 0 was lost in Excel", "a leading 0 was lost in Excel, and put back[; read as {to}]", ""},
	validate.CodePhonePlus:       {"a leading + was lost in Excel", "a leading + was lost in Excel, and put back[; read as {to}]", ""},
	validate.CodePhoneForeign:    {"read as a Swedish number", "the address is abroad, but the number was read as a Swedish one[: {to}]", "Write a foreign number with + and its country."},
	validate.CodePostalMalformed: {"not a postal code", "this isn't a Swedish postal code", "Write five digits; for an address abroad, fill in the country."},
	validate.CodePostalFour:      {"four digits", "a Swedish postal code has five digits, this has four", "For an address abroad, fill in the country."},
	validate.CodePostalTown:      {"the town was taken apart", "the town stands in the same cell, and was taken apart[; the code is {to}]", ""},
	validate.CodeCountryUnknown:  {"not a country that is known", "this country isn't known", "Write a name such as Sverige, or a code such as SWE."},

	validate.CodeMunicipalityUnknown: {"not a municipality that is known", "there is no such municipality", "Write its four digits, such as 0184, or its name."},
	validate.CodeMunicipalityCounty:  {"a county's code", "this is the code of a county", "Write the municipality's four digits, such as 0184."},
	validate.CodeMunicipalityDiffers: {"code and name don't agree", "code and name are those of two municipalities", "Leave one of them."},
	validate.CodeMunicipalityZero:    {"a leading 0 was lost in Excel", "a leading 0 was lost in Excel, and put back[; read as {to}]", ""},
	validate.CodeUUIDMalformed:       {"not an id", "this isn't an id of the system's", "Copy it from the system, or leave the cell empty."},
	validate.CodeEPPNMalformed:       {"not an EPPN", "this hasn't the form name@domain", "Copy it from the system that gives it out."},

	validate.CodeKeyMissing:     {"nothing to find the record by", "nothing in the row finds a record", "Fill in {title}."},
	validate.CodeKeyFallback:    {"found by {title}", "the cell is empty; the record is found by {title}", ""},
	validate.CodeRepeated:       {"the same value twice", "the same value stands in {rows} too", "Give each row its own."},
	validate.CodeEmailRepeated:  {"same address twice", "the same address stands in {rows} too", "A parent's, for siblings? Give each pupil an own address, or leave the cell empty."},
	validate.CodeNumberRepeated: {"same number twice", "the same number stands in {rows} too", "Give each pupil the own number, or take one of the rows away."},
	validate.CodeRowRepeated:    {"the row stands twice", "{rows} says exactly the same; it is sent once", ""},

	validate.CodeTitleUnknown:  {"not a heading that is known", "", ""},
	validate.CodeTitleEmpty:    {"no heading", "", ""},
	validate.CodeTitleTarget:   {"use -t {target}", "", ""},
	validate.CodeTitleNoField:  {"this tool can't", "", ""},
	validate.CodeTitleGuardian: {"guardians", "", ""},
	validate.CodeTitleFullName: {"put first and last name into columns of their own", "", ""},
	validate.CodeTitleNotIDs:   {"what stands below isn't ids of the system's", "", ""},
	validate.CodeTitleReplaced: {"{title} was chosen", "", ""},
	validate.CodeTitleFinds:    {"finds a record only where {title} is empty", "", ""},

	plan.CodeMissing:    {"no such record", "no record has this key", "The importer creates nobody: add the record there first."},
	plan.CodeAmbiguous:  {"several such records", "{count} records have this key", "Name the right one by its id."},
	plan.CodeSameRecord: {"several rows for one record", "rows {rows} lead to the same record and ask for something else", "Leave one of them."},
	plan.CodeTaken:      {"taken by someone who isn't in this list", "", "Look it up in the system, or free it there first."},
	plan.CodeTakenHere:  {"another row's record keeps it", "the record of row {rows} has this value and keeps it", "Give that row another value, or leave this cell empty."},
	plan.CodeCircle:     {"values change places", "the value changes places with rows {rows}", "Was a column sorted alone?"},

	plan.CodeChangedSince:  {"changed by somebody since", "somebody has changed this field since; it is kept", ""},
	plan.CodeNotRestorable: {"can't be restored", "what stood in this field before was never shown, so it can't be restored", ""},
	plan.CodeGone:          {"the record is gone", "the record isn't there any more", ""},
}

// swedish is the same in Swedish.
var swedish = map[validate.Code]phrase{
	validate.CodeErrorValue:      {"ett felvärde", "cellen innehåller ett fel från kalkylprogrammet", "Rätta formeln eller skriv värdet."},
	validate.CodeUncomputed:      {"en formel utan resultat", "cellen har en formel vars resultat inte finns i filen", "Öppna filen i kalkylprogrammet och spara den igen."},
	validate.CodeNotClearable:    {"går inte att tömma", "det här fältet går inte att tömma", "Lämna cellen tom så blir fältet som det är."},
	validate.CodeStoredAsNumber:  {"lagrat som tal", "här står ett tal där det ska stå text; det som skrevs kan vara förlorat", "Formatera cellen som text och skriv det igen."},
	validate.CodeStoredAsDate:    {"lagrat som datum", "kalkylprogrammet har gjort ett datum av det som skrevs", "Formatera cellen som text och skriv det igen."},
	validate.CodeStoredAsBoolean: {"lagrat som SANT eller FALSKT", "här står SANT eller FALSKT där det ska stå något annat", "Skriv värdet."},
	validate.CodeApostrophe:      {"en apostrof först togs bort", "en apostrof först togs bort[; läst som {to}]", ""},
	validate.CodeBeyondHeader:    {"celler bortom sista rubriken", "raden fortsätter bortom sista rubriken; cellerna kan ha glidit åt höger", "Ge kolumnen en rubrik eller rätta raden."},
	validate.CodeControl:         {"styrtecken", "texten har tecken som inte syns", "Skriv den igen."},
	validate.CodeGarbled:         {"bokstäver förlorade när filen sparades", "bokstäver som å, ä, ö förlorades när filen sparades", "Spara den igen som CSV UTF-8 eller .xlsx, där bokstäverna är rätt."},
	validate.CodeMixedScripts:    {"bokstäver ur flera alfabet i ett ord", "", "En av dem kanske bara ser rätt ut. Skriv ordet igen i så fall."},
	validate.CodeCallName:        {"märket för tilltalsnamn togs bort", "märket för tilltalsnamn togs bort[; läst som {to}]", ""},

	validate.CodeNumberMalformed:    {"inget personnummer", "det här är inget personnummer", "Skriv det som ÅÅÅÅMMDD-NNNN."},
	validate.CodeNumberFiller:       {"personnummer saknas", "det här står för inget nummer; cellen räknas som tom", ""},
	validate.CodeNumberRounded:      {"de sista siffrorna är förlorade", "numret kortades till en tiopotens, och de sista siffrorna är förlorade", "Formatera kolumnen som text innan du klistrar in, eller ge .xlsx i stället för .csv."},
	validate.CodeNumberLetter:       {"en bokstav i stället för en siffra", "en bokstav står i stället för en siffra: O för 0 eller l för 1", "Skriv siffran."},
	validate.CodeNumberBirthDate:    {"ett födelsedatum", "det här är ett födelsedatum och inget personnummer", "Lägg till de fyra sista tecknen, eller flytta det till kolumnen för födelsedatum."},
	validate.CodeNumberDate:         {"datumet finns inte", "numret börjar med ett datum som inte finns", "Slå upp numret igen."},
	validate.CodeNumberFuture:       {"ett datum som inte varit än", "numret börjar med ett datum som inte varit än", "Slå upp numret igen."},
	validate.CodeNumberOrganisation: {"ett organisationsnummer", "det här är numret på en organisation", "Skriv elevens eget."},
	validate.CodeNumberReserve:      {"ett reservnummer från vården", "det här är ett reservnummer från vården, som inget skolregister tar emot", "Skriv personnumret eller lämna cellen tom."},
	validate.CodeNumberCheckDigit:   {"kontrollsiffran är fel", "", "Slå upp numret igen."},
	validate.CodeNumberSerial:       {"000 delas aldrig ut", "födelsenumret 000 delas aldrig ut", "Slå upp numret igen."},
	validate.CodeNumberStandIn:      {"ett tillfälligt nummer utan att vara märkt så", "det här är ett tillfälligt nummer, och eleven är inte märkt med att ha ett", "Skriv det riktiga numret här, eller ja i {flag}."},
	validate.CodeNumberInterimCheck: {"ett tillfälligt nummers kontrollsiffra stämmer inte", "kontrollsiffran stämmer inte, vilket ett tillfälligt nummer inte behöver", ""},
	validate.CodeNumberBlanks:       {"mellanslag i numret togs bort", "mellanslag i numret togs bort[; läst som {to}]", ""},
	validate.CodeNumberExpanded:     {"seklet lades till", "seklet lades till[; läst som {to}]", ""},
	validate.CodeNumberZeros:        {"nollor först gick förlorade i Excel", "nollor först gick förlorade i Excel och sattes tillbaka[; läst som {to}]", "Kontrollera att det är rätt."},
	validate.CodeNumberShort:        {"för få siffror", "siffror fattas, och nollor först hjälper inte", "Skriv det som ÅÅÅÅMMDD-NNNN."},
	validate.CodeNumberPlus:         {"ett plus i numret", "pluset betyder att personen fyller hundra år[; läst som {to}]", "Skriv ett bindestreck om det är fel."},

	validate.CodeBirthDiffers:    {"inte datumet i personnumret", "födelsedatumet är inte det i personnumret", "Hör ett av dem till någon annan?"},
	validate.CodeBirthFuture:     {"ett födelsedatum som inte varit än", "födelsedatumet har inte varit än", "Slå upp det igen."},
	validate.CodeAge:             {"en orimlig ålder", "det ger en ålder av {age}", "Är seklet rätt?"},
	validate.CodeGenderDiffers:   {"inte könet i personnumret", "könet är inte det i personnumret", "Hör ett av dem till någon annan?"},
	validate.CodeTemporaryEnded:  {"numret blir permanent", "ett riktigt nummer ersätter det tillfälliga, så posten är inte längre märkt som tillfällig", ""},
	validate.CodeTemporaryKept:   {"fortfarande ett tillfälligt nummer", "raden säger att numret inte är tillfälligt, men posten behåller ett som är det", "Lägg till det riktiga numret eller ta bort nejet."},
	validate.CodeTemporaryValid:  {"ett riktigt nummer märkt som tillfälligt", "raden märker numret som tillfälligt, men det ser ut som ett riktigt", "Kontrollera att det är meningen."},
	validate.CodeNumberUnlinked:  {"ett annat nummer än postens", "posten med den här e-postadressen har ett annat personnummer", "Skriv numret som posten har nu i en kolumn Tidigare personnummer, eller lämna cellen tom."},
	validate.CodeDateUnreadable:  {"inget datum", "det här är inget datum", "Skriv det som ÅÅÅÅ-MM-DD."},
	validate.CodeDateImpossible:  {"dagen finns inte", "den dagen finns inte", "Slå upp den igen."},
	validate.CodeDateAmbiguous:   {"dag och månad kan vara omkastade", "", "Skriv det som ÅÅÅÅ-MM-DD."},
	validate.CodeDateSerial:      {"ett tal, inget datum", "det här är bara ett tal: ett datum som har förlorat sitt format?", "Formatera cellen som datum, eller skriv ÅÅÅÅ-MM-DD."},
	validate.CodeDateTime:        {"ett klockslag togs bort", "klockslaget togs bort[; läst som {to}]", ""},
	validate.CodeDateExpanded:    {"seklet lades till", "seklet lades till[; läst som {to}]", ""},
	validate.CodeDateOrder:       {"dag och månad avgjordes av resten av bladet", "dag och månad avgjordes av resten av bladet[; läst som {to}]", ""},
	validate.CodeGenderUnknown:   {"inget känt kön", "det här är inget kön som går att känna igen", "Skriv flicka, pojke eller annat, eller lämna cellen tom."},
	validate.CodeBooleanUnknown:  {"varken ja eller nej", "det här är varken ja eller nej", "Skriv ja eller nej, eller lämna cellen tom."},
	validate.CodeEmailMalformed:  {"ingen e-postadress", "det här är ingen e-postadress", "Skriv den som namn@example.se."},
	validate.CodeEmailSeveral:    {"flera adresser i en cell", "här står flera adresser i en cell", "Lämna en."},
	validate.CodeEmailDomain:     {"ingen hel domän efter @", "det som står efter @ är ingen hel domän", "Skriv den som namn@example.se."},
	validate.CodeEmailStripped:   {"ett namn runt adressen togs bort", "det som stod runt adressen togs bort[; läst som {to}]", ""},
	validate.CodeEmailLetters:    {"ovanliga bokstäver före @", "före @ står bokstäver som många e-postsystem inte tar emot", "Kontrollera att det är rätt."},
	validate.CodePhoneInvalid:    {"inget telefonnummer", "det här numret går inte att ringa", "Skriv det som 070-123 45 67, ett utländskt med + och land."},
	validate.CodePhoneSeveral:    {"flera nummer i en cell", "här står flera nummer i en cell", "Lämna ett, eller ge det andra en egen kolumn."},
	validate.CodePhoneLetters:    {"bokstäver bland siffrorna", "här står bokstäver bland siffrorna", "Låt numret stå ensamt i cellen."},
	validate.CodePhoneWords:      {"ord vid numret togs bort", "ord vid numret togs bort[; läst som {to}]", "Är det elevens eget?"},
	validate.CodePhoneZero:       {"en nolla först gick förlorad i Excel", "en nolla först gick förlorad i Excel och sattes tillbaka[; läst som {to}]", ""},
	validate.CodePhonePlus:       {"ett + först gick förlorat i Excel", "ett + först gick förlorat i Excel och sattes tillbaka[; läst som {to}]", ""},
	validate.CodePhoneForeign:    {"läst som ett svenskt nummer", "adressen är utomlands, men numret lästes som ett svenskt[: {to}]", "Skriv ett utländskt nummer med + och land."},
	validate.CodePostalMalformed: {"inget postnummer", "det här är inget svenskt postnummer", "Skriv fem siffror; fyll i landet om adressen är utomlands."},
	validate.CodePostalFour:      {"fyra siffror", "ett svenskt postnummer har fem siffror, det här har fyra", "Fyll i landet om adressen är utomlands."},
	validate.CodePostalTown:      {"orten skildes av", "orten står i samma cell och skildes av[; postnumret är {to}]", ""},
	validate.CodeCountryUnknown:  {"inget känt land", "det landet är inte känt", "Skriv ett namn som Sverige eller en kod som SWE."},

	validate.CodeMunicipalityUnknown: {"ingen känd kommun", "den kommunen finns inte", "Skriv dess fyra siffror, som 0184, eller namnet."},
	validate.CodeMunicipalityCounty:  {"en länskod", "det här är koden för ett län", "Skriv kommunens fyra siffror, som 0184."},
	validate.CodeMunicipalityDiffers: {"kod och namn stämmer inte överens", "kod och namn hör till två kommuner", "Lämna det ena."},
	validate.CodeMunicipalityZero:    {"en nolla först gick förlorad i Excel", "en nolla först gick förlorad i Excel och sattes tillbaka[; läst som {to}]", ""},
	validate.CodeUUIDMalformed:       {"inget id", "det här är inget id ur systemet", "Kopiera det ur systemet eller lämna cellen tom."},
	validate.CodeEPPNMalformed:       {"inget EPPN", "det här har inte formen namn@domän", "Kopiera det ur systemet som delar ut det."},

	validate.CodeKeyMissing:     {"inget att hitta posten med", "inget i raden hittar en post", "Fyll i {title}."},
	validate.CodeKeyFallback:    {"hittas med {title}", "cellen är tom; posten hittas med {title}", ""},
	validate.CodeRepeated:       {"samma värde två gånger", "samma värde står i {rows} också", "Ge varje rad sitt eget."},
	validate.CodeEmailRepeated:  {"samma adress två gånger", "samma adress står i {rows} också", "En förälders, för syskon? Ge varje elev en egen adress eller lämna cellen tom."},
	validate.CodeNumberRepeated: {"samma nummer två gånger", "samma nummer står i {rows} också", "Ge varje elev sitt eget nummer eller ta bort en av raderna."},
	validate.CodeRowRepeated:    {"raden står två gånger", "{rows} säger precis detsamma; det skickas en gång", ""},

	validate.CodeTitleUnknown:  {"ingen känd rubrik", "", ""},
	validate.CodeTitleEmpty:    {"ingen rubrik", "", ""},
	validate.CodeTitleTarget:   {"använd -t {target}", "", ""},
	validate.CodeTitleNoField:  {"det kan verktyget inte", "", ""},
	validate.CodeTitleGuardian: {"vårdnadshavare", "", ""},
	validate.CodeTitleFullName: {"skriv förnamn och efternamn i var sin kolumn", "", ""},
	validate.CodeTitleNotIDs:   {"det som står under är inga id ur systemet", "", ""},
	validate.CodeTitleReplaced: {"{title} valdes", "", ""},
	validate.CodeTitleFinds:    {"hittar en post bara där {title} är tom", "", ""},

	plan.CodeMissing:    {"ingen sådan post", "ingen post har den här nyckeln", "Importen skapar ingen: lägg först till posten där."},
	plan.CodeAmbiguous:  {"flera sådana poster", "{count} poster har den här nyckeln", "Peka ut den rätta med dess id."},
	plan.CodeSameRecord: {"flera rader för en post", "raderna {rows} leder till samma post och begär något annat", "Lämna en av dem."},
	plan.CodeTaken:      {"upptaget av någon som inte finns i listan", "", "Slå upp det i systemet, eller frigör det där först."},
	plan.CodeTakenHere:  {"en annan rads post behåller det", "posten på rad {rows} har det här värdet och behåller det", "Ge den raden ett annat värde, eller lämna den här cellen tom."},
	plan.CodeCircle:     {"värden byter plats", "värdet byter plats med raderna {rows}", "Sorterades en kolumn för sig?"},

	plan.CodeChangedSince:  {"ändrat av någon sedan dess", "någon har ändrat fältet sedan dess; det behålls", ""},
	plan.CodeNotRestorable: {"kan inte återställas", "vad som stod i fältet tidigare visades aldrig, så det kan inte återställas", ""},
	plan.CodeGone:          {"posten är borta", "posten finns inte längre", ""},
}
