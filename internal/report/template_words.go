package report

import (
	"fmt"
	"strings"

	"importer/internal/validate"
)

// A pair is a text in both languages.
type pair struct{ sv, en string }

func (p pair) in(l Lang) string {
	if l == Swedish {
		return p.sv
	}
	return p.en
}

// with fills the placeholders of both texts.
func (p pair) with(args ...any) pair {
	return pair{fmt.Sprintf(p.sv, args...), fmt.Sprintf(p.en, args...)}
}

// and adds a sentence to both texts.
func (p pair) and(q pair) pair {
	return pair{strings.TrimSpace(p.sv + " " + q.sv), strings.TrimSpace(p.en + " " + q.en)}
}

// clearWord is what a cell holds to empty its field.
func (l Lang) clearWord() string { return pair{"<rensa>", "<clear>"}.in(l) }

// A guide says how to fill in cells of a kind.
type guide struct {
	says    pair              // what the cells hold, and how to write it
	example pair              // empty for what few users have
	words   map[Lang][]string // to choose from
	width   int               // in characters; 0 for the usual
}

// same is a text that is the same in both languages.
func same(text string) pair { return pair{text, text} }

// guides has every kind of value. Personal data in it is invented; the identity
// number is one of the Swedish tax agency's test numbers.
var guides = map[validate.Kind]guide{
	validate.Text:           {says: pair{"Text, så som den ska stå.", "Text, as it is to read."}, width: 18},
	validate.IdentityNumber: {says: pair{"Person- eller samordningsnummer, helst ÅÅÅÅMMDD-NNNN.", "Swedish identity number, best as YYYYMMDD-NNNN."}, example: same("20191216-2383"), width: 24},
	validate.Date:           {says: pair{"Datum, ÅÅÅÅ-MM-DD.", "Date, YYYY-MM-DD."}, example: same("2019-12-16"), width: 13},
	validate.Gender: {says: pair{"Kvinna, man eller annat.", "Female, Male or Other."}, example: pair{"kvinna", "Female"},
		words: map[Lang][]string{Swedish: {"kvinna", "man", "annat"}, English: {"Female", "Male", "Other"}}},
	validate.Email:        {says: pair{"En e-postadress.", "One e-mail address."}, example: same("anna.ek@example.se"), width: 30},
	validate.Phone:        {says: pair{"Ett telefonnummer; utländska med + och landsnummer.", "One phone number; with + and the country code unless it is Swedish."}, example: same("070-174 06 05"), width: 17},
	validate.PostalCode:   {says: pair{"Postnummer.", "Postal code."}, example: same("169 56")},
	validate.Country:      {says: pair{"Land: namn eller kod (Sverige, SE, SWE).", "Country: name or code (Sweden, SE, SWE)."}, example: pair{"Sverige", "Sweden"}},
	validate.Municipality: {says: pair{"Kommun: kod med fyra siffror eller namn.", "Swedish municipality: its four digits or its name."}, example: same("0184")},
	validate.Boolean: {says: pair{"Ja eller nej.", "Yes or no."}, example: pair{"nej", "no"},
		words: map[Lang][]string{Swedish: {"ja", "nej"}, English: {"yes", "no"}}},
	validate.UUID:     {says: pair{"Systemets eget id.", "The system's own id."}, width: 38},
	validate.SourceID: {says: pair{"Id i källsystemet.", "The id in the system that the record comes from."}, width: 18},
	validate.EPPN:     {says: pair{"EPPN, namn@domän.", "EPPN, name@domain."}, example: same("anna.ek@example.se"), width: 30},
	validate.FullName: {says: pair{"Efternamn och förnamn med komma emellan.", "Last name and first name, with a comma between them."}, example: same("Ek, Anna"), width: 24},
	validate.Street:   {says: pair{"Gata och nummer, eller box.", "Street and number, or a box."}, example: pair{"Storgatan 1", "1 High Street"}, width: 24},
	validate.Town:     {says: pair{"Postort.", "Postal town."}, example: same("Solna"), width: 18},
	validate.Title:    {says: pair{"Namn på klass eller grupp, precis som det skrivs i systemet.", "Name of a class or group, exactly as the system has it."}, example: same("7A"), width: 20},
	validate.Whole:    {says: pair{"Heltal, 1 eller mer.", "A whole number, 1 or more."}, example: same("24")},
	validate.Decimal:  {says: pair{"Tal.", "A number."}, example: same("2.5")},
	validate.Choice:   {says: pair{"Ett val bland dem som systemet har.", "One of the choices that the system has."}, width: 18},
	validate.Link:     {says: pair{"Webbadress.", "Web address."}, example: same("https://example.se/"), width: 30},
	validate.GroupType: {says: pair{"Grupptyp: klass, fritidshem eller mentorsgrupp.", "Type of group: Class, Childcare or Mentor."}, example: pair{"klass", "Class"},
		words: map[Lang][]string{Swedish: {"klass", "fritidshem", "klass; fritidshem"}, English: {"Class", "Childcare", "Class; Childcare"}}, width: 18},
	validate.Person:    {says: pair{"Personer: personnummer, e-postadress, källsystem-id eller systemets id.", "People: identity number, e-mail address, source id or the system's id."}, width: 30},
	validate.Reference: {says: pair{"En annan post: id, namn eller sökväg.", "Another record: id, name or path."}, width: 20},
	validate.Unchecked: {says: pair{"Vad systemet självt har bestämt: rubriken slutar med egenskapens namn där.", "Whatever the system has defined: the heading ends with the attribute's name there."}, width: 18},
}

// explained says what there is to know of a column.
func (c TemplateColumn) explained() pair {
	if c.Guards {
		return pair{"Ja: personen har skyddade uppgifter. Raden lämnas orörd, och inget av den sparas.",
			"Yes: the person's identity is protected. The row is left alone, and nothing of it is kept."}
	}
	text := guides[c.Kind].says
	switch {
	case c.isID():
		text = guides[validate.UUID].says
	case c.Scope && c.Kind == validate.Reference:
		text = pair{}
	case len(c.Choices) > 0:
		text = pair{"Ett av: %s.", "One of: %s."}.with(strings.Join(c.Choices, ", "))
	}
	return text.and(c.listed()).and(c.found()).and(c.changed())
}

// isID reports whether a column holds the system's own ids, of whatever kind they
// are.
func (c TemplateColumn) isID() bool { return c.Field == "id" }

// listed says what a column does to a list.
func (c TemplateColumn) listed() pair {
	several := pair{"Flera skiljs åt med semikolon.", "Separate several by semicolons."}
	switch {
	case !c.List:
		return pair{}
	case c.Part == "add":
		return several.and(pair{"De läggs till, och övriga i listan blir kvar.", "They are added, and the others in the list stay."})
	case c.Part == "remove":
		return several.and(pair{"De tas bort, och övriga i listan blir kvar.", "They are taken out, and the others in the list stay."})
	case len(c.Owns) > 0:
		return several.and(pair{"Hela listan, men bara %s tas bort om de inte nämns.", "The whole list, but only %s is taken out where it isn't named."}.with(strings.Join(c.Owns, ", ")))
	default:
		return several.and(pair{"Hela listan: den som inte nämns tas bort. +x lägger bara till, -x tar bara bort.", "The whole list: who isn't named is taken out. +x only adds, -x only removes."})
	}
}

// found says what is found by a column, and where.
func (c TemplateColumn) found() pair {
	flag := pair{}
	if c.Flag != "" {
		flag = pair{"Kan i stället anges för alla rader med --%s.", "--%s can say it for all rows instead."}.with(c.Flag)
	}
	switch {
	case c.Part == "previous":
		return pair{"Det tidigare värdet, som letar upp posten; det nya står under ”%s”.", "The value before, which finds the record; the new one stands under “%s”."}.with(c.Whole)
	case c.Part == "new":
		return pair{"Det nya värdet, när ”%s” letar upp posten.", "The new value, where “%s” finds the record."}.with(c.Whole)
	case c.Part != "value":
		return pair{}
	case c.Scope:
		return pair{"Talar om var posten ska sökas; ändras aldrig.", "Says where to look for the record; never changed."}.and(flag)
	case c.Finds == TheMember:
		return pair{"Letar upp den som raden gäller; ändras aldrig.", "Finds who the row is about; never changed."}
	case c.Finds == TheRecord && c.KeyOnly:
		return pair{"Letar upp posten; ändras aldrig.", "Finds the record; never changed."}
	case c.Finds == TheRecord:
		return pair{"Kan leta upp posten; den kolumn som gör det ändras inte.", "Can find the record; the column that does isn't changed."}
	default:
		return pair{}
	}
}

// changed says what may be done with what a column sets.
func (c TemplateColumn) changed() pair {
	text := pair{}
	if c.KeyOnly || c.Scope || c.Finds == TheMember || c.List && c.Part != "value" || c.Part == "previous" {
		return text
	}
	if c.Unique {
		text = pair{"Måste vara unikt.", "Must be unique."}
	}
	if c.Nullable {
		return text.and(pair{"Kan tömmas.", "Can be cleared."})
	}
	return text.and(pair{"Kan inte tömmas.", "Can't be cleared."})
}
