package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/sandbox"
)

// clearing is the cell that empties a field.
const clearing = "<clear>"

// marking is a column that isn't a field: what is marked there is left alone.
const marking = "Sekretessmarkering"

// newWish draws a sheet about some of a roster, the most that is wanted.
func newWish(t *testing.T, draw *rand.Rand, dir string, roster []sandbox.Record, most int) *wish {
	w := emptyWish(draw, dir, roster)
	w.target, w.handed = []string{"meitner-students"}, "emailAddress1"
	w.key = []string{"id", "external.sourceID", "identityNumber"}[draw.IntN(3)]
	w.columns = append([]string{w.key, marking}, slices.Sorted(maps.Keys(w.changers()))...)
	if w.key != "identityNumber" {
		w.columns = append(w.columns, "identityNumber")
	}
	for _, i := range draw.Perm(len(roster))[:most] {
		if roster[i][w.key] != nil && draw.IntN(8) > 0 {
			w.addRow(roster[i])
		}
	}
	w.addStrangers()
	w.handOver(slices.DeleteFunc(slices.Clone(w.rows), func(r *wishedRow) bool {
		return r.status != plan.Updated || w.before[r.id]["emailAddress1"] == nil
	}))
	w.write(t)
	return w
}

// addRow draws what the sheet says of a record.
func (w *wish) addRow(r sandbox.Record) {
	row := &wishedRow{id: idOf(r), cells: map[string]string{w.key: r[w.key].(string)}, status: plan.Unchanged}
	w.rows = append(w.rows, row)
	switch n := w.draw.IntN(100); {
	case n < 12:
		w.repeat(row, r)
	case n < 16:
		w.spoil(row, r)
	case n < 18:
		row.status = plan.Skipped
		row.cells[marking] = "Ja"
		row.cells["lastName"] = "Hemlig"
	default:
		w.change(row, r)
	}
}

// repeat makes a row say what its record holds already.
func (w *wish) repeat(row *wishedRow, r sandbox.Record) {
	for _, field := range []string{"lastName", "emailAddress1", "phoneNumber1"} {
		if text, ok := r[field].(string); ok {
			row.cells[field] = text
		}
	}
}

// spoil makes a row that must not be sent, though most of it is right.
func (w *wish) spoil(row *wishedRow, r sandbox.Record) {
	row.status = plan.Invalid
	row.cells["lastName"] = w.name()
	bad := [][2]string{
		{"phoneNumber1", "12"}, {"emailAddress2", "somebody@@example.se"}, {"dateOfBirth", "2015-13-40"},
		{"address.municipalityCode", "9999"}, {"gender", "?"},
	}
	pick := bad[w.draw.IntN(len(bad))]
	row.cells[pick[0]] = pick[1]
}

// A freshly drawn value of a field, as it is typed and as it is stored.
type drawn struct{ cell, stored string }

// changers gives for each field the way to draw another value.
func (w *wish) changers() map[string]func() drawn {
	same := func(draw func() string) func() drawn {
		return func() drawn { v := draw(); return drawn{v, v} }
	}
	changers := map[string]func() drawn{
		"firstName": same(w.name), "lastName": same(w.name), "dateOfBirth": same(w.birth),
		"address.postalAddress": same(func() string { return fmt.Sprintf("Skogsstigen %d", w.next()) }),
		"address.postalCode":    w.postalCode, "address.postalCity": same(func() string { return w.one("Uppsala", "Knivsta", "Enköping") }),
		"address.countryCode": same(func() string { return w.one("FIN", "NOR", "DNK") }), "address.municipalityCode": w.municipality,
		"gender":        same(func() string { return w.one("Female", "Male", "Other") }),
		"emailAddress1": same(w.address), "emailAddress2": same(w.address), "eduPersonPrincipalName": same(w.address),
		"phoneNumber1": w.phone, "phoneNumber2": w.phone,
		"external.sourceID": same(func() string { return fmt.Sprintf("SIS-7%05d", w.next()) }),
	}
	delete(changers, w.key)
	return changers
}

func (w *wish) name() string {
	return w.one("Ask", "Björk", "Lönn", "Rönn", "Sälg", "Tall", "Hägg", "Oxel")
}

func (w *wish) address() string { return fmt.Sprintf("ny.%d@elev.example.se", w.next()) }

func (w *wish) birth() string {
	return fmt.Sprintf("2015-%02d-%02d", 1+w.draw.IntN(12), 1+w.draw.IntN(28))
}

func (w *wish) postalCode() drawn {
	n := w.draw.IntN(90)
	return drawn{fmt.Sprintf("753%02d", n), fmt.Sprintf("753 %02d", n)}
}

func (w *wish) municipality() drawn {
	code := w.one("0380", "0330", "1480", "1280", "2480")
	return drawn{code, code}
}

// phone draws one of the numbers that are kept for fiction.
func (w *wish) phone() drawn {
	n := 605 + w.draw.IntN(90)
	return drawn{fmt.Sprintf("070-1740%03d", n), fmt.Sprintf("+46701740%03d", n)}
}

// change makes a row change one to four fields of its record.
func (w *wish) change(row *wishedRow, r sandbox.Record) {
	changers := w.changers()
	fields := slices.Sorted(maps.Keys(changers))
	for _, i := range w.draw.Perm(len(fields))[:1+w.draw.IntN(4)] {
		field := fields[i]
		switch {
		case !w.fits(row, field, r):
		case w.clearable(field) && w.mayClear() && r[field] != nil && w.draw.IntN(12) == 0:
			w.clears++
			w.set(row, field, clearing, nil)
		default:
			v := changers[field]()
			w.set(row, field, v.cell, v.stored)
		}
	}
	if w.before[row.id]["identityTemporary"] == true && w.key != "identityNumber" {
		w.number(row, r)
	}
}

// fits reports whether a row may change a field without looking like a mistake,
// for the sheet as a whole has to stay below the safety limits.
func (w *wish) fits(row *wishedRow, field string, r sandbox.Record) bool {
	_, first := row.cells["firstName"]
	_, last := row.cells["lastName"]
	_, country := row.cells["address.countryCode"]
	_, code := row.cells["address.postalCode"]
	switch field {
	case "firstName":
		return !last
	case "lastName":
		return !first
	case "dateOfBirth":
		w.births++
		return w.births <= 4
	case "address.postalCode":
		return !country
	case "address.countryCode":
		return !code
	case "external.sourceID":
		return r["external.source"] == "ExternalIntegrationAPI" // nobody can put another one back
	case "phoneNumber1", "phoneNumber2":
		text, set := r[field].(string)
		return !set || text[0] == '+' // no update can put back what isn't E.164
	default:
		return true
	}
}

// mayClear reports whether one more row may empty a field without looking like
// a mistake.
func (w *wish) mayClear() bool { return 12*(w.clears+1) < len(w.rows) }

func (w *wish) clearable(field string) bool {
	return field == "gender" || field == "emailAddress1" || field == "emailAddress2" || strings.HasPrefix(field, "phoneNumber")
}

// number gives a pupil with a temporary number the real one, which ends the mark.
func (w *wish) number(row *wishedRow, r sandbox.Record) {
	date := strings.ReplaceAll(r["dateOfBirth"].(string), "-", "")
	if born, ok := w.after[row.id]["dateOfBirth"].(string); ok {
		date = strings.ReplaceAll(born, "-", "")
	}
	if number := w.unused(date); number != "" {
		w.set(row, "identityNumber", number, number)
		w.after[row.id]["identityTemporary"] = false
	}
}

// unused gives a number of the official test series that nobody has.
func (w *wish) unused(date string) string {
	for _, serial := range []string{"238", "239"} {
		number := date + "-" + serial + checkDigit(date[2:]+serial)
		taken := false
		for _, r := range w.after {
			taken = taken || r["identityNumber"] == number
		}
		if !taken {
			return number
		}
	}
	return ""
}

// checkDigit completes nine digits by Luhn's rule.
func checkDigit(nine string) string {
	sum := 0
	for i, d := range nine {
		n := int(d-'0') * (2 - i%2)
		sum += n/10 + n%10
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// addStrangers adds rows whose key nobody has, and one that takes an e-mail
// address from somebody who keeps it.
func (w *wish) addStrangers() {
	for i := range 3 {
		key := map[string]string{
			"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "external.sourceID": fmt.Sprintf("SIS-99%d", i),
			"identityNumber": w.unused(fmt.Sprintf("2003041%d", i)),
		}[w.key]
		w.rows = append(w.rows, &wishedRow{cells: map[string]string{w.key: key, "lastName": "Okänd"}, status: plan.Missing})
	}
	taker := slices.IndexFunc(w.rows, func(r *wishedRow) bool { return r.status == plan.Updated && r.cells["identityNumber"] == "" })
	if address := w.kept(); taker >= 0 && address != "" {
		row := w.rows[taker]
		w.after[row.id] = maps.Clone(w.before[row.id])
		row.status = plan.Invalid
		row.cells["emailAddress1"] = address
	}
}

// kept gives an e-mail address of somebody who isn't in the sheet.
func (w *wish) kept() string {
	for _, id := range slices.Sorted(maps.Keys(w.before)) {
		address, has := w.before[id]["emailAddress1"].(string)
		if has && !slices.ContainsFunc(w.rows, func(r *wishedRow) bool { return r.id == id }) {
			return address
		}
	}
	return ""
}
