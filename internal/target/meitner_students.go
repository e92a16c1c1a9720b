package target

import (
	"slices"
	"strings"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// meitnerStudents is PATCH /student/{id} of Meitner's Directory API. What is
// nullable, required and unique is as its OpenAPI file has it; the titles are
// those of the school systems' own exports and templates, and everyday ones.
func meitnerStudents() Spec {
	schema := studentSchema()
	return inMeitner(Spec{
		Name: "meitner-students", Summary: "the fields of pupils",
		One: "pupil", Many: "pupils", Kind: "student", Call: "PATCH /student/{id}",
		Schema: schema,
		Reveal: []string{"address.postalAddress"},
		Who:    plan.Identity{Names: []string{"firstName", "lastName"}, Birth: "dateOfBirth", Number: "identityNumber"},
		Watch:  []string{"identityNumber", "identityTemporary", "lastName", "firstName", "dateOfBirth", "emailAddress1"},
	})
}

// inMeitner adds what is the same for all of Meitner's targets.
func inMeitner(s Spec) Spec {
	s.System, s.BaseURL, s.Path, s.TokenPath = "Meitner", "https://api.meitner.se/directory/v1", "/directory/v1", "/oauth/token"
	s.Rate = Rate{Requests: 1500, Period: time.Hour}
	s.Credentials = []Credential{
		{Title: "client id", Env: []string{"MEITNER_CLIENT_CREDENTIALS", "MEITNER_CLIENT_ID"}, part: "Client-ID"},
		{Title: "client secret", Env: []string{"MEITNER_CLIENT_SECRET"}, Secret: true, part: "Client-Secret"},
	}
	s.adapter = newMeitner(s.Kind)
	return s
}

// newMeitner makes an adapter whose records are of a kind.
func newMeitner(first string) *meitner {
	students, employees := studentSchema(), validate.Schema{Columns: employeeColumns()}
	return &meitner{first: first, schools: map[string]school{}, kinds: map[string]resource{
		"student": {
			path: "student", schema: students,
			named: []string{"identityNumber", "firstName", "lastName"}, echo: []string{"identityTemporary"},
		},
		"group":     {path: "group", schema: validate.Schema{Columns: groupFields()}, named: []string{"title"}, scope: "schoolID"},
		"employee":  {path: "employee", schema: employees},
		"member":    {path: "student", schema: students, or: "employee"},
		"moderator": {path: "employee", schema: employees, or: "student"},
		"school":    {path: "school", schema: validate.Schema{Columns: schoolColumns()}, whole: true},
	}}
}

// employeeColumns are what employees are found by and called, and what shows that
// one is protected.
func employeeColumns() []validate.Column {
	read := []string{"id", "external.sourceID", "identityNumber", "emailAddress1", "firstName", "lastName"}
	return slices.DeleteFunc(studentColumns(), func(c validate.Column) bool {
		return !slices.Contains(read, c.Field) && !strings.HasPrefix(c.Field, "address.")
	})
}

func studentSchema() validate.Schema {
	return validate.Schema{
		Columns: studentColumns(),
		Keys:    []string{"id", "external.sourceID", "identityNumber", "emailAddress1"},
		Known:   notOfStudents(),
		Check:   validate.CheckPupil,
		Settle:  validate.SettlePerson,
	}
}

func studentColumns() []validate.Column {
	return []validate.Column{
		{Field: "id", Kind: validate.UUID, KeyOnly: true, Aliases: []string{"ID", "Meitner-id", "UUID"}},
		{Field: "external.sourceID", Kind: validate.SourceID, Sticks: true, Aliases: []string{
			"Elevnummer", "Elev-ID", "Externt ID", "Källsystem-id", "Student Number", "SIS ID", "sourceID", "sourcedId"}},
		{Field: "identityNumber", Kind: validate.IdentityNumber, Unique: true,
			Aliases: []string{
				"Personnummer", "Personnr", "Pnr", "P-nr", "Persnr", "Person-nr", "Personid", "Personnummer (ÅÅÅÅMMDD-NNNN)",
				"Person-/samordningsnummer", "Samordningsnummer", "TF-nummer", "Barnets personnummer", "Personnummer för elev",
				"Elevens personnummer", "Elev personnummer", "Alternativt ID", "Födelsedat./Personnr.", "socialnumber", "SocSecNo",
				"PersonalIdNumber", "civicNo", "civicNo.value", "norEduPersonNIN", "Personal identity number", "Personal number",
				"Civic registration number", "National ID", "SSN"},
			New: []string{"Nytt personnummer", "New identity number"},
			Previous: []string{
				"previousIdentityNumber", "Tidigare personnummer", "Gammalt personnummer", "Tidigare pnr", "Ersätter personnummer",
				"Previous identity number", "Old identity number"}},
		{Field: "identityTemporary", Kind: validate.Boolean, Aliases: []string{
			"Tillfälligt personnummer", "Tillfälligt pnr", "Temporärt personnummer", "Fiktivt personnummer", "Saknar personnummer", "TF"}},
		{Field: "firstName", Kind: validate.Text, Aliases: []string{
			"Förnamn", "Tilltalsnamn", "Förnamn (tilltalsnamn)", "Elevens förnamn", "First Name", "first_name", "givenName", "fname"}},
		{Field: "lastName", Kind: validate.Text, Aliases: []string{
			"Efternamn", "Släktnamn", "Mellannamn och efternamn", "Elevens efternamn", "Last Name", "last_name", "familyName",
			"lname", "Surname"},
			Rest: "firstName", Full: []string{
				"fullName", "Namn", "Elev", "Elevens namn", "Elevnamn", "Efternamn, Förnamn", "Namn (efternamn, förnamn)", "Student name",
				"Name", "Full name"}},
		{Field: "gender", Kind: validate.Gender, Nullable: true, Aliases: []string{
			"Kön", "Juridiskt kön", "Flicka/Pojke", "K/M", "sex", "Sex/Gender"}},
		{Field: "dateOfBirth", Kind: validate.Date, Nullable: true, Aliases: []string{
			"Födelsedatum", "Födelsedata", "Födelsedat", "Föd.datum", "Född", "Födelsedag", "Födelsetid", "Birthdate",
			"Birth date", "Date of birth", "DOB"}},
		{Field: "address.postalAddress", Kind: validate.Street, Nullable: true, Aliases: []string{
			"Adress", "Gatuadress", "Postadress", "Utdelningsadress", "Folkbokföringsadress", "Folkbokföring - Gatuadress",
			"Hemadress", "Bostadsadress", "Gata", "Address", "Street address", "Street", "postalAddress", "address1",
			"streetAddress"}},
		{Field: "address.postalCode", Kind: validate.PostalCode, Nullable: true, Rest: "address.postalCity", Aliases: []string{
			"Postnummer", "Postnr", "Post nr", "Pnr (ort)", "Pnr", "Postadress", "Postcode", "Post code", "Zip code", "Zip", "postalCode",
			"pocode"}},
		{Field: "address.postalCity", Kind: validate.Town, Nullable: true, Rest: "address.postalCode", Aliases: []string{
			"Postort", "Ort", "Stad", "Postadress (ort)", "Bostadsort", "postalCity", "city", "locality"}},
		{Field: "address.countryCode", Kind: validate.Country, Nullable: true, Aliases: []string{
			"Land", "Landskod", "Country", "Country code", "countryCode"}},
		{Field: "address.municipalityCode", Kind: validate.Municipality, Nullable: true, Aliases: []string{
			"Kommunkod", "Kommun", "Hemkommun", "Kommuntillhörighet", "Folkbokföringskommun",
			"Folkbokföring - Kommun", "Län och kommun", "LK", "Municipality", "Municipality code",
			"municipalityCode"}},
		{Field: "emailAddress1", Kind: validate.Email, Nullable: true, Unique: true,
			Aliases: []string{
				"E-post", "Epost", "E-postadress", "E-post 1", "E-post skola", "Elevens e-post", "Skolmejl", "Mailadress",
				"Mejladress", "Mail", "Mejl", "email", "E-mail"},
			New: []string{"Ny e-post", "Ny e-postadress", "New email"}},
		{Field: "emailAddress2", Kind: validate.Email, Nullable: true, Aliases: []string{
			"E-post 2", "E-post privat", "Privat e-post", "Alternativ e-post", "Secondary Email"}},
		{Field: "phoneNumber1", Kind: validate.Phone, Nullable: true, Aliases: []string{
			"Mobil", "Mobilnummer", "Mobiltelefon", "Mobilnr", "Mobiltel", "Telefon mobil", "Elevens mobil", "mobile", "sms"}},
		{Field: "phoneNumber2", Kind: validate.Phone, Nullable: true, Aliases: []string{
			"Telefon", "Telefonnummer", "Tel", "Tfn", "Telefon bostad", "Hemtelefon", "Tel hem", "Arbete telefon", "phone"}},
		{Field: "eduPersonPrincipalName", Kind: validate.EPPN, Unique: true, Nullable: true, Aliases: []string{
			"EPPN", "Skolfederations-id", "eduPersonPrincipalNames"}},
	}
}

// notOfStudents are the columns that school sheets have and PATCH /student
// hasn't. Guardians' come first in matching, so that theirs never land in a
// pupil's fields.
func notOfStudents() []validate.Known {
	return []validate.Known{
		{Code: validate.CodeTitleGuardian, Aliases: []string{
			"Vårdnadshavare …", "VH …", "VH1 …", "VH2 …", "VH 1 …", "VH 2 …", "Målsman …", "Målsman 1 …", "Målsman 2 …", "Förälder …",
			"Mor …", "Mamma …", "Far …", "Pappa …", "Anhörig …", "Anhöriguppgift1", "Kontaktperson …", "Guardian …", "Parent …", "Carer …",
			"Mother …", "Father …", "Emergency contact …", "… för förälder", "… förälder", "… vårdnadshavare", "student_socialnumber",
			"studentid", "fname1", "lname1", "email1", "mobile1", "fname2", "lname2", "email2", "mobile2"}},
		{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-class-lists"}, Aliases: []string{
			"Klass", "Klassnamn", "class", "Form", "Section Name"}},
		{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-groups"}, Aliases: []string{
			"title", "Grupp", "Gruppnamn", "Undervisningsgrupp", "Mentorsgrupp", "Avdelning", "Avdelningsnamn", "Fritidsgrupp",
			"Grupptillhörighet", "Group name", "group", "group_name", "types", "Grupptyp", "Mentor", "Klassföreståndare", "Lärare",
			"moderatorIDs", "memberIDs",
			"Typ", "groupType", "classtype", "Type", "Medlemmar", "Members", "Elever", "Deltagare", "member_ids", "Mentorer", "Ansvarig",
			"teacher", "Tutors", "staff_ids"}},
		{Code: validate.CodeTitleNoField, Aliases: []string{
			"Årskurs", "ÅK", "Skolår", "Grade", "schoolYear", "Startdatum", "startDate", "Start", "Inskriven från", "Slutdatum",
			"endDate", "Slut", "Utskriven", "C/O", "c/o-adress", "Folkbokföring - c/o adress", "Kost", "Specialkost", "Allergi", "Modersmål",
			"Anteckning", "Anmärkning", "Kommentar", "Notes"}},
	}
}
