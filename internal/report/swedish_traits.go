package report

import (
	"regexp"
	"strings"
)

// swedishTraits are the words by which targets describe themselves and their
// columns.
var swedishTraits = map[string]string{
	"names, places in the tree and attributes of groups":        "gruppers namn, plats i trädet och attribut",
	"who is in which class, from a row per pupil":               "vem som går i vilken klass, ur en rad per elev",
	"titles, types, teachers and members of classes and groups": "klassers och gruppers namn, typer, lärare och medlemmar",
	"the fields of pupils":                                      "elevernas fält",
	"names and sizes of small groups":                           "smågruppers namn och storlek",

	"text": "text", "identity number": "personnummer", "date": "datum", "gender": "kön", "e-mail address": "e-postadress",
	"phone number": "telefonnummer", "postal code": "postnummer", "country": "land", "municipality": "kommun", "yes or no": "ja eller nej",
	"id": "id", "source id": "id i källsystemet", "EPPN": "EPPN", "town": "postort", "street": "gatuadress", "title": "namn", "whole number": "heltal", "number": "tal",
	"choice": "val", "link": "länk", "group type": "grupptyp", "person": "person", "name": "namn", "code or id": "kod eller id", "any value": "vad som helst",
	"last name, first name": "efternamn, förnamn",

	"one of %s": "något av %s", "several": "flera", "exactly these": "precis dessa", "key": "nyckel", "finds who the row is": "hittar vem raden gäller",
	"never changed": "ändras aldrig", "where the key is looked for": "där nyckeln söks", "or --%s": "eller --%s", "unique": "unikt", "can be cleared": "kan tömmas",
	"replaces the one in %s": "ersätter det i %s", "the one that %s replaces": "det som %s ersätter", "a comma": "ett kommatecken",
	"added to those in %s": "läggs till dem i %s", "taken out of those in %s": "tas bort ur dem i %s",
	"pupil": "elev",
}

// betweenTraits is what stands between two words of a description.
var betweenTraits = regexp.MustCompile(`, |; |: `)

// Traits puts the words by which a target describes something into a language.
// Names of fields and what they can hold stay as they are.
func (l Lang) Traits(text string) string {
	if l != Swedish {
		return text
	}
	if said, ok := swedishTraits[text]; ok {
		return said
	}
	var out strings.Builder
	start := 0
	for _, at := range betweenTraits.FindAllStringIndex(text, -1) {
		out.WriteString(trait(text[start:at[0]]) + text[at[0]:at[1]])
		start = at[1]
	}
	return out.String() + trait(text[start:])
}

// trait translates one word; what isn't known stays as it is.
func trait(text string) string {
	if said, ok := swedishTraits[text]; ok {
		return said
	}
	for english, said := range swedishTraits {
		before, after, open := strings.Cut(english, blank)
		if open && len(text) > len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after) {
			return strings.Replace(said, blank, text[len(before):len(text)-len(after)], 1)
		}
	}
	return text
}
