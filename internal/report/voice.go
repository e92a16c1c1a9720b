package report

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// A voice says the importer's own words in a language, and writes numbers as
// people do there: 1,182 or 1 182. English is what stands in the code.
type voice struct {
	*message.Printer
	lang Lang
}

// screen holds the translations of what is said on the screen.
var screen = screenCatalog()

func screenCatalog() catalog.Catalog {
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	for english, swedish := range swedishScreen {
		if err := b.SetString(language.Swedish, english, swedish); err != nil {
			panic(err) // a test meets every one
		}
	}
	return b
}

func (l Lang) voice() voice {
	tag := language.English
	if l == Swedish {
		tag = language.Swedish
	}
	return voice{message.NewPrinter(tag, message.Catalog(screen)), l}
}

// Say puts one of the sentences that commands say into a language.
func (l Lang) Say(english string, args ...any) string { return l.voice().Sprintf(english, args...) }

// One says a word that describes something, such as "finished", of one thing.
func (l Lang) One(word string) string { return l.voice().described(1, word) }

// described says a word that describes so many things.
func (v voice) described(n int, word string) string {
	if one, ok := swedishOne[word]; ok && v.lang == Swedish && n == 1 {
		return one
	}
	return v.Sprintf(word)
}

// swedishOne are the forms of Swedish words that describe one thing only.
var swedishOne = map[string]string{
	"valid": "giltig", "planned": "planerad", "updated": "uppdaterad", "unchanged": "oförändrad", "invalid": "ogiltig", "failed": "misslyckad",
	"skipped": "överhoppad", "unknown": "okänd", "pending": "ej nådd", "protected": "skyddad", "not chosen": "ej vald", "hidden": "dold",
	"changed by others": "ändrad av andra", "refused or failed": "avvisad eller misslyckad", "not reached": "ej nådd", "not allowed": "ej tillåten",
}

// ParseLang reads the name of a language: en or sv.
func ParseLang(name string) (Lang, bool) {
	switch l := Lang(name); l {
	case English, Swedish:
		return l, true
	default:
		return "", false
	}
}

// swedishScreen has everything that is said on the screen but for the sentences
// about rows, which have codes.
var swedishScreen = map[string]string{
	"pupil": "elev", "pupils": "elever", "row": "rad", "rows": "rader", "field": "fält", "fields": "fält",

	", sheet %q": ", blad %q",
	"%s%s, saved %s: %d %s in %s (headings in %s)": "%s%s, sparad %s: %d %s på %s (rubriker på rad %s)", "rows %s-%s": "rad %s-%s",
	"%s %s at %s, matched by %s": "%[1]s: %[2]s hos %[3]s, hittas med %[4]s",
	"found by":                   "hittas med", "used": "används", "guard": "skydd", "not used": "används ej", "ignored": "utelämnad",
	"%s: a marked row is left alone": "%s: en markerad rad lämnas orörd",
	"%s (%s; did you mean %s?)":      "%s (%s; menade du %s?)",
	"to update":                      "att uppdatera",
	"valid":                          "giltiga",
	"unchanged":                      "oförändrade",
	"later":                          "senare",
	"over the --limit":               "över --limit",
	"invalid":                        "ogiltiga",
	"will not be sent":               "skickas inte",
	"not in %s":                      "saknas i %s",
	"protected":                      "skyddade",
	"not chosen":                     "ej valda",
	"%s: by hand":                    "%s: för hand",
	"%d %s: %s":                      "%d %s: %s",
	"Look at these first":            "Titta på det här först",
	"Will not be sent":               "Skickas inte",
	"Worth a look":                   "Värt en titt",
	"Noted":                          "Noterat",
	"%s, emptied":                    "%s, töms",
	"%s, none before":                "%s, fanns inte förut",
	"change":                         "ändring", "changes": "ändringar",
	"%d %s, %s":                 "%d %s, %s",
	"row %s":                    "rad %s",
	"(empty)":                   "(tomt)",
	"(not shown by the server)": "(visas inte av servern)",
	"%s and %d more":            "%s och %d till",
	"nothing to write.":         "inget att skriva.", "1 read made": "1 läsning gjord", "%d reads made": "%d läsningar gjorda",
	"1 write to come": "1 skrivning återstår", "%d writes to come": "%d skrivningar återstår",
	", of %d left for us just now":                     ", av %d som vi har kvar just nu",
	": %s. Nothing has been sent.":                     ": %s. Inget har skickats.",
	"Run %s of %s at %s, its records read again now: ": "Körning %s av %s hos %s, posterna lästa på nytt nu: ",
	"To take run %s of %s at %s back:":                 "För att ta tillbaka körning %s av %s hos %s:",
	"to restore":                                       "att återställa", "restored": "återställda", "of %s %s": "hos %s %s",
	"kept: somebody has changed them since":                  "behålls: någon har ändrat dem sedan dess",
	"can't be restored":                                      "kan inte återställas",
	"already as before":                                      "redan som förut",
	"Can't be taken back, for what is there isn't shown: %s": "Kan inte tas tillbaka, för det som står där visas inte: %s",
	"--limit %d: %s are sent all the same, for they exchange values, and none can do so alone":                        "--limit %d: %s skickas ändå, för de byter värden, och ingen kan göra det ensam",
	"An exchange of values is half-done. A temporary value, or none, stands in: %s. `resume` finishes it.":            "Ett byte av värden är halvgjort. Ett tillfälligt värde, eller inget, står i: %s. `resume` slutför det.",
	"Note: run %s of this file, of %s, came to no end. To go on with it: %s. What is done costs nothing here either.": "Obs: körning %s av den här filen, av %s, kom inte till slut. För att fortsätta den: %s. Det som är gjort kostar inget här heller.",
	"Interrupted after %s.":                    "Avbruten efter %s.",
	"%s (by its content; %s if that is wrong)": "%s (efter innehållet; %s om det är fel)",
	"An exchange of values was broken off here, and could not be taken back: the record may hold a temporary value, or none. Resume the run to finish it.": "Ett utbyte av värden bröts här och kunde inte tas tillbaka: posten kan ha ett tillfälligt värde, eller inget. Återuppta körningen för att slutföra det.",
	"To finish an exchange that was broken off": "För att slutföra ett utbyte som bröts",
	"settled before": "klara sedan tidigare", "already as the sheet says": "redan som bladet säger",
	"1 isn't in the sheet, and leaves":                                                   "1 står inte i bladet, och går",
	"%d aren't in the sheet, and leave":                                                  "%d står inte i bladet, och går",
	"1 is named in a row that isn't carried out, and stays":                              "1 står på en rad som inte genomförs, och stannar",
	"%d are named in rows that aren't carried out, and stay":                             "%d står på rader som inte genomförs, och stannar",
	"  All who aren't in the sheet, by name: %s":                                         "  Alla som inte står i bladet, med namn: %s",
	"%d pupils have been put into another class since the preview: they are left alone.": "%d elever har satts i en annan klass sedan förhandsvisningen: de lämnas orörda.",
	"1 pupil has been put into another class since the preview, and is left alone.":      "1 elev har satts i en annan klass sedan förhandsvisningen, och lämnas orörd.",

	"changed by somebody since (left alone)": "ändrade av någon sedan dess (lämnas orörda)",
	"not there any more":                     "finns inte längre", "nothing to do.": "inget att göra.",
	"Values change places; for that one of each circle gives way for a moment: %s %s": "Värden byter plats; ett i varje ring får därför ge vika en stund: %s %s",
	"less than a minute":            "mindre än en minut",
	"about %d to %d minutes":        "ungefär %d till %d minuter",
	"less than a second":            "mindre än en sekund",
	"Done in %s.":                   "Klart på %s.",
	"Stopped after %s.":             "Stoppad efter %s.",
	"updated":                       "uppdaterade",
	"planned":                       "planerade",
	"skipped":                       "överhoppade",
	"conflict":                      "konflikt",
	"failed":                        "misslyckade",
	"unknown":                       "okända",
	"missing":                       "saknas",
	"pending":                       "ej nådda",
	"changed by others":             "ändrade av andra",
	"refused or failed":             "avvisade eller misslyckade",
	"not reached":                   "ej nådda",
	"  and %d more, in the reports": "  och %d till, i rapporterna",
	"To carry out exactly this":     "För att genomföra just det här",
	"Take it all back":              "Ta tillbaka allt",
	"%s at %s? [y/N] ":              "%s hos %s? [j/N] ",
	"Update %d %s (%d %s)":          "Uppdatera %d %s (%d %s)",
	"%s wants a pause; the next request goes at %s; nothing is lost (Ctrl-C stops safely)": "%s vill ha en paus; nästa anrop går %s; inget går förlorat (Ctrl-C stoppar säkert)",
	"the quota allows the next request at %s (Ctrl-C stops safely)":                        "kvoten tillåter nästa anrop %s (Ctrl-C stoppar säkert)",
	"no answer from the server; nothing is lost; next try at %s":                           "inget svar från servern; inget går förlorat; nästa försök %s",
	"%d of %d, %d refused":                          "%d av %d, %d avvisade",
	"reading row %d (Ctrl-C stops safely)":          "läser rad %d (Ctrl-C stoppar säkert)",
	"updating, %d refused%s (Ctrl-C stops safely)":  "uppdaterar, %d avvisade%s (Ctrl-C stoppar säkert)",
	", about %s left":                               ", ungefär %s kvar",
	"Next, fix 1 row in Excel and give it back":     "Rätta nu 1 rad i Excel och lämna tillbaka den",
	"Next, fix %d rows in Excel and give them back": "Rätta nu %d rader i Excel och lämna tillbaka dem",
	"To go on (what is done costs nothing)":         "För att fortsätta (det som är gjort kostar inget)",
	"not allowed":                                   "ej tillåtna",
	"repaired":                                      "rättat", "first: %s, %s": "först: %s, %s",
	"  1 cell was repaired; report.csv lists it": "  1 cell rättades; report.csv tar upp den", "  %d cells were repaired; report.csv lists them": "  %d celler rättades; report.csv räknar upp dem",
	", parted by %s": ", åtskilda med %s", "tabs": "tabbar", "semicolons": "semikolon", "commas": "komman",
	"The row's other class wasn't changed, so this one wasn't either.":                                 "Radens andra klass ändrades inte, så den här ändrades inte heller.",
	"The server refused it: %s%s%s, and the record can't be read: nobody knows whether it is changed.": "Servern avvisade det: %s%s%s, och posten går inte att läsa: ingen vet om den är ändrad.",
	"%s by %s": "%s med %s",
	"Lists":    "Listor", "1 joins": "1 tillkommer", "%d join": "%d tillkommer", "join: %s; leave: %s": "tillkommer: %s; går: %s",
	"join: %s": "tillkommer: %s", "leave: %s": "går: %s", "1 more list": "1 lista till", "%d more lists": "%d listor till",
	"in no class after this, as far as this sheet goes: %d": "utan klass efter det här, så långt det här bladet räcker: %d",

	"Classes": "Klasser", "class": "klass", "small group": "smågrupp", "small groups": "smågrupper", "classes": "klasser", "group": "grupp", "groups": "grupper",
	"  1 class as it is": "  1 klass är som den ska", "  %d classes as they are": "  %d klasser är som de ska", "1 new": "1 ny", "%d new": "%d nya", "1 leaves": "1 går", "%d leave": "%d går", "%d from %s": "%d från %s",
	"not in the sheet, left in the class":                                               "saknas i bladet, lämnas kvar i klassen",
	"not in the sheet; left in the class because one of its rows wasn't understood":     "saknas i bladet; lämnas kvar i klassen, för en av dess rader gick inte att tolka",
	"In two classes after this, and not before: nobody.":                                "I två klasser efter det här, och inte förut: ingen.",
	"In two classes after this: %s":                                                     "I två klasser efter det här: %s",
	"about %d hours, most of it waiting for the quota":                                  "ungefär %d timmar, mest väntan på kvoten",
	"Interrupted after %s. What was under way has been finished; nothing is half-done.": "Avbruten efter %s. Det som var på gång har slutförts; inget är halvgjort.",
	" For every update %s's answer was compared with the sheet.":                        " För varje uppdatering har svaret från %s jämförts med bladet.",
	"Reports, with personal data, to be erased by %s:  %s":                              "Rapporter, med personuppgifter, ska raderas senast %s:  %s",
	"%d %s  not in %s: %s %s. %s":                                                       "%d %s  saknas i %s: %s %s. %s",
	"%d rows  %s%s: %s":                                                                 "%d rader  %s%s: %s",
	"1 row   %s":                                                                        "1 rad    %s",
	"Nothing has been sent: --strict, and some rows are invalid or missing.":            "Inget har skickats: --strict, och några rader är ogiltiga eller saknas.",

	"Marked as protected: left alone, to be handled by hand.": "Markerad som skyddad: lämnas orörd, hanteras för hand.",
	"Not among the rows asked for.":                           "Inte bland de valda raderna.",
	"Hidden in the sheet.":                                    "Dold i bladet.",
	"Says how to fill the columns in.":                        "Säger hur kolumnerna ska fyllas i.",
	"The row of headings once more.":                          "Rubrikraden en gång till.",
	"The title of a part of the list.":                        "Rubriken till en del av listan.",
	"An example.":                                             "Ett exempel.",
	"A total or a footer below the last record.":              "En summa eller sidfot under den sista posten.",
	"hidden": "dolda", "hint": "hjälprad", "hints": "hjälprader", "repeated heading": "rubrikrad igen", "repeated headings": "rubrikrader igen",
	"section title": "mellanrubrik", "section titles": "mellanrubriker", "example": "exempel", "examples": "exempel", "total or footer": "summa/sidfot", "totals or footers": "summor/sidfötter",
	"The server stored something else than the sheet says in %s%s.":                        "Servern sparade något annat än vad bladet säger i %s%s.",
	"Somebody has changed %s since it was read%s; it was left alone.":                      "Någon har ändrat %s sedan det lästes%s; det lämnades orört.",
	"The record isn't there any more.":                                                     "Posten finns inte längre.",
	"It was not sent, because the server refused another change in the same part: %s%s%s.": "Den skickades inte, för servern avvisade en annan ändring i samma del: %s%s%s.",
	"It waited for row %s, which failed.":                                                  "Den väntade på rad %s, som misslyckades.",
	"Nothing was sent: the record is in a state that can't be updated.":                    "Inget skickades: posten är i ett läge som inte går att uppdatera.",
	"The server could not be reached; nothing was sent.":                                   "Servern gick inte att nå; inget skickades.",
	"The server didn't want any more requests.":                                            "Servern ville inte ha fler anrop.",
	"Not verified, because the server doesn't show it: %s.":                                "Ej bekräftat, för servern visar det inte: %s.",
	"Not reached.": "Ej nådd.",
	"A request was sent, and what became of it isn't known.":              "Ett anrop skickades, och vad det blev av det är inte känt.",
	"The server refused it: %s%s%s%s.":                                    "Servern avvisade det: %s%s%s%s.",
	" (request %s)":                                                       " (anrop %s)",
	". A value is taken by someone who isn't in this list":                ". Ett värde är upptaget av någon som inte finns i listan",
	"The answer was lost":                                                 "Svaret gick förlorat",
	"The server had trouble":                                              "Servern hade problem",
	"; the record is as it was.":                                          "; posten är som den var.",
	", and the record can't be read: nobody knows whether it is changed.": ", och posten går inte att läsa: ingen vet om den är ändrad.",
	" (%s, not %s)":                                                       " (%s, inte %s)",

	"hint: %s": "tips: %s",
	"%d of %d rows have no record in %s. Another school's file?%s":                       "%d av %d rader har ingen post i %s. En annan skolas fil?%s",
	"%d of %d rows would empty a field.":                                                 "%d av %d rader skulle tömma ett fält.",
	"%d of %d people would leave %s. Is it the whole list?":                              "%d av %d personer skulle gå ur %s. Är det hela listan?",
	" Of the first %d, %d are found by another column: --key %s.":                        " Av de första %d hittas %d med en annan kolumn: --key %s.",
	"this file was applied on %s; %s changed since and would go back.":                   "den här filen kördes %s; %s ändrats sedan dess och skulle gå tillbaka.",
	"a file that was saved later was applied on %s; %s changed by it and would go back.": "en fil som sparades senare kördes %s; %s ändrats av den och skulle gå tillbaka.",
	"%s has": "%s har", "%s have": "%s har",
	"%d of %d rows would change first and last name, or the birth date and not the number. Was a column sorted alone? Or is it only capitals: then leave the column out with --ignore.": "%d av %d rader skulle ändra för- och efternamn, eller födelsedatum men inte nummer. Sorterades en kolumn för sig? Eller är det bara versaler: utelämna då kolumnen med --ignore.",
	"the classes seem to have moved up a year. %s: %d of its %d pupils in the sheet are in %s's %s":                                                                                     "klasserna verkar ha flyttats upp ett år. %[1]s: %[2]d av dess %[3]d elever i bladet går i %[4]s i %[5]s",
	"; the same in %d of %d classes": "; likadant i %d av %d klasser",
	". Filling them anew would put two years into one class. Rename first; this sheet was written for you, please read it.": ". Att fylla dem på nytt skulle sätta två årskullar i en klass. Byt namn först; det här bladet är skrivet åt dig, läs det.",
	" %s: a group that isn't renamed still has that title. Give it another one in the same sheet.":                          " %s: en grupp som inte byter namn heter fortfarande så. Ge den ett annat namn i samma blad.",
	"row %s (%s, now %s)":                    "rad %s (%s, nu %s)",
	"1 pupil would be in two classes: %s.":   "1 elev skulle gå i två klasser: %s.",
	"%d pupils would be in two classes: %s.": "%d elever skulle gå i två klasser: %s.",
	"What came from stdin isn't kept, because it has protected rows: the error files can't be written again later.":        "Det som kom från stdin sparas inte, för det har skyddade rader: felfilerna kan inte skrivas igen senare.",
	"%s isn't written: there is no sheet to copy rows from.":                                                               "%s skrivs inte: det finns inget blad att kopiera rader från.",
	"Note: %s is on another computer. Runs hold personal data; keep them on this one with --runs.":                         "Obs: %s ligger på en annan dator. Körningar innehåller personuppgifter; ha dem på den här med --runs.",
	"Note: %s is in a folder that is copied to other computers. Runs hold personal data; keep them elsewhere with --runs.": "Obs: %s ligger i en mapp som kopieras till andra datorer. Körningar innehåller personuppgifter; ha dem någon annanstans med --runs.",
	"There is nothing to erase.":                                     "Det finns inget att radera.",
	"There are no runs in %s.":                                       "Det finns inga körningar i %s.",
	"%s; that is no obstacle, but the error files can't be written.": "%s; det är inget hinder, men felfilerna kan inte skrivas.",
	"%s: the error files can't be written again.":                    "%s: felfilerna kan inte skrivas igen.",
	"%s has changed since: the error files can't be written again. To use it as it is now, apply it.": "%s har ändrats sedan dess: felfilerna kan inte skrivas igen. För att använda den som den är nu, importera den.",
	"run %s has no rows with the status %s":                                                           "körning %s har inga rader med status %s",
	"the sheet came from stdin, and wasn't kept because it has protected rows":                        "bladet kom från stdin och sparades inte, för det har skyddade rader",
	"%s is gone":  "%s finns inte längre",
	"erase by %s": "raderas senast %s", " (due)": " (det är dags)", "undo of %s": "återställning av %s", "%s, rows of %s again": "%s, rader ur %s igen",
	"finished": "klar", "stopped": "stoppad", "interrupted": "avbruten", "running": "pågår", "cut off": "avhuggen", "partly erased": "delvis raderad",
	"%s, values erased": "%s, värdena raderade", "stopped by a limit before anything was sent": "stoppad av en gräns innan något skickades",
	"%s, in a sandbox that is gone": "%s, i en sandlåda som är borta", "taken back by %s": "tillbakatagen av %s", "%s, nothing to send": "%s, inget att skicka",
	"can't be opened: %s": "går inte att öppna: %s", "Erase %s, which can't be opened? [y/N] ": "Radera %s, som inte går att öppna? [j/N] ",
	"%s isn't as it was written, and is kept; the rows to mend now stand in %s.": "%s är inte som den skrevs, och behålls; raderna som ska rättas nu står i %s.",
	"next: %s": "nästa: %s", "to mend the rest: %s": "för att rätta resten: %s", "to take it back: %s": "för att ta tillbaka den: %s",
	"Erase %d runs? [y/N] ": "Radera %d körningar? [j/N] ", "Erase run %s of %s (%s)? [y/N] ": "Radera körning %s av %s (%s)? [j/N] ", "%s  erased": "%s  raderad",
	"Serving an invented Meitner (%d pupils, %d groups), Konstantly (%d groups) and Tabula (%d small groups),\non this computer only, until Ctrl-C.": "Låtsas vara Meitner (%d elever, %d grupper), Konstantly (%d grupper) och Tabula (%d smågrupper),\nbara på den här datorn, tills Ctrl-C.",
	"the column %s": "kolumnen %s", "a column %s": "en kolumn %s",
	"Columns": "Kolumner", "also %s": "också %s", "Credentials": "Inloggningsuppgifter", "or": "eller",
	"%s: %s (or a file named by %s_FILE)":                  "%s: %s (eller en fil som %s_FILE anger)",
	"%s of %s, at %s":                                      "%s hos %s, på %s",
	"%s of %s, at the address that %s or --base-url gives": "%s hos %s, på adressen som %s eller --base-url anger",
	"Keys, in order of preference: %s":                     "Nycklar, i den ordning de föredras: %s", "; of the %s: %s": "; för en %s: %s",
	"%s of %s: ": "%s för %s: ", "%s: the credentials work at %s": "%s: inloggningsuppgifterna fungerar hos %s",
}
