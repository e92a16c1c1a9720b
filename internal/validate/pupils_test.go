package validate

// pupils is a schema as a target has it: the pupils of a school system.
func pupils() Schema {
	return Schema{
		Keys:  []string{"id", "external.sourceID", "identityNumber", "emailAddress1"},
		Check: CheckPupil, Settle: SettlePerson,
		Columns: []Column{
			{Field: "id", Kind: UUID, KeyOnly: true, Aliases: []string{"ID", "Meitner-id", "UUID"}},
			{Field: "external.sourceID", Kind: SourceID, Unique: true, Aliases: []string{
				"Elevnummer", "Elev-ID", "sourceID", "sourcedId", "SIS ID", "Student Number", "Externt ID", "Källsystem-id"}},
			{Field: "identityNumber", Kind: IdentityNumber, Unique: true, Aliases: []string{
				"Personnummer", "Personnr", "Barnets personnummer", "Personnummer för elev", "Elevens personnummer",
				"Alternativt ID", "Födelsedat./Personnr.", "socialnumber", "SocSecNo", "PersonalIdNumber", "civicNo",
				"civicNo.value", "Personal identity number", "Personal number", "Civic registration number", "National ID",
				"SSN", "norEduPersonNIN", "Pnr", "P-nr", "Persnr", "Person-nr", "Personnummer (ÅÅÅÅMMDD-NNNN)",
				"Person-/samordningsnummer", "Samordningsnummer", "Personid", "Elev personnummer", "TF-nummer"},
				Previous: []string{"previousIdentityNumber", "Gammalt personnummer", "Tidigare personnummer", "Tidigare pnr",
					"Ersätter personnummer", "Old identity number", "Previous identity number"}},
			{Field: "identityTemporary", Kind: Boolean, Aliases: []string{
				"Tillfälligt personnummer", "Tillfälligt pnr", "Temporärt personnummer", "Fiktivt personnummer", "TF", "Saknar personnummer"}},
			{Field: "firstName", Kind: Text, Aliases: []string{
				"Förnamn", "First Name", "givenName", "fname", "first_name", "Tilltalsnamn", "Elevens förnamn", "Förnamn (tilltalsnamn)"}},
			{Field: "lastName", Kind: Text, Aliases: []string{
				"Efternamn", "Last Name", "familyName", "lname", "last_name", "Surname", "Elevens efternamn", "Släktnamn", "Mellannamn och efternamn"},
				Rest: "firstName", Full: []string{"fullName", "Namn", "Elev", "Elevens namn", "Elevnamn", "Student name", "Name", "Full name"}},
			{Field: "dateOfBirth", Kind: Date, Nullable: true, Aliases: []string{
				"Födelsedatum", "Födelsedata", "Birthdate", "Date of birth", "DOB", "Birth date", "Född", "Födelsedag", "Födelsedat",
				"Födelsetid", "Föd.datum"}},
			{Field: "gender", Kind: Gender, Nullable: true, Aliases: []string{"Kön", "sex", "Juridiskt kön", "Flicka/Pojke", "K/M", "Sex/Gender"}},
			{Field: "address.postalAddress", Kind: Street, Nullable: true, Aliases: []string{
				"postalAddress", "Adress", "Gatuadress", "Folkbokföring - Gatuadress", "address1", "streetAddress", "Utdelningsadress",
				"Folkbokföringsadress", "Postadress", "Hemadress", "Bostadsadress", "Gata", "Street", "Street address", "Address"}},
			{Field: "address.postalCode", Kind: PostalCode, Nullable: true, Rest: "address.postalCity", Aliases: []string{
				"postalCode", "Postnr", "Postnummer", "pocode", "Zip", "Zip code", "Postcode", "Post code", "Post nr", "Pnr (ort)",
				"Pnr", "Postadress"}},
			{Field: "address.postalCity", Kind: Town, Nullable: true, Rest: "address.postalCode", Aliases: []string{
				"postalCity", "Postort", "Ort", "city", "locality", "Stad", "Postadress (ort)", "Bostadsort"}},
			{Field: "address.countryCode", Kind: Country, Nullable: true, Aliases: []string{"countryCode", "Land", "Landskod", "Country", "Country code"}},
			{Field: "address.municipalityCode", Kind: Municipality, Nullable: true, Aliases: []string{
				"municipalityCode", "Kommuntillhörighet", "Kommunkod", "Folkbokföring - Kommun", "Kommun", "Hemkommun",
				"Folkbokföringskommun", "Län och kommun", "LK", "Municipality", "Municipality code"}},
			{Field: "emailAddress1", Kind: Email, Nullable: true, Unique: true, New: []string{"Ny e-post"}, Aliases: []string{
				"E-post", "Epost", "email", "Mailadress", "Mejladress", "E-postadress", "E-mail", "Mail", "Mejl", "Skolmejl",
				"E-post skola", "Elevens e-post", "E-post 1"}},
			{Field: "emailAddress2", Kind: Email, Nullable: true, Aliases: []string{
				"Secondary Email", "E-post privat", "E-post 2", "Privat e-post", "Alternativ e-post"}},
			{Field: "phoneNumber1", Kind: Phone, Nullable: true, Aliases: []string{
				"Mobil", "mobile", "Telefon mobil", "Mobilnummer", "sms", "Mobiltelefon", "Mobilnr", "Mobiltel", "Elevens mobil"}},
			{Field: "phoneNumber2", Kind: Phone, Nullable: true, Aliases: []string{
				"Telefon", "Arbete telefon", "Telefon bostad", "phone", "Hemtelefon", "Tel", "Tfn", "Telefonnummer", "Tel hem"}},
			{Field: "eduPersonPrincipalName", Kind: EPPN, Nullable: true, Aliases: []string{
				"eduPersonPrincipalNames", "EPPN", "Skolfederations-id"}},
		},
		Known: []Known{
			{Code: CodeTitleGuardian, Aliases: []string{
				"Vårdnadshavare …", "VH1 …", "VH2 …", "Vh 1 …", "Vh 2 …", "Målsman …", "Förälder …", "Mor …", "Far …", "Anhörig …",
				"Guardian …", "Parent …", "Carer …", "Mother …", "Father …", "Emergency contact …", "… för förälder", "Anhöriguppgift1",
				"student_socialnumber", "studentid", "fname1", "lname1", "email1", "mobile1"}},
			{Code: CodeTitleTarget, Args: map[string]string{"target": "meitner-class-lists"}, Aliases: []string{"Klass", "class", "Grupp"}},
			{Code: CodeTitleNoField, Aliases: []string{
				"Årskurs", "ÅK", "Skolår", "Grade", "schoolYear", "Startdatum", "startDate", "Start", "Inskriven från",
				"endDate", "Slutdatum", "Slut", "Utskriven", "C/O", "Folkbokföring - c/o adress", "c/o-adress"}},
		},
	}
}
