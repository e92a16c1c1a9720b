package sandbox_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/sandbox"
)

// Pupils of the roster that the tests need.
const (
	plain     = "20140413-2381" // nothing special
	temporary = "20150101-TF01"
	standIn   = "20140309-2396" // temporary, though the number looks like any other
	noMail    = "20130728-2382"
	noPhone   = "20130407-2380"
	unlinked  = "20150716-2384" // no external id
)

// must is what every update of a pupil has to hold, with the present values.
func must(r sandbox.Record) map[string]any {
	return map[string]any{
		"identityNumber":    r["identityNumber"],
		"identityTemporary": r["identityTemporary"],
		"firstName":         r["firstName"],
		"lastName":          r["lastName"],
	}
}

type values = map[string]any

func TestUpdate(t *testing.T) {
	taken := func(field string) any { return pupil(t, sandbox.New(sandbox.Options{}), noPhone)[field] }
	tests := []struct {
		name   string
		number string   // whose record; by default that of the plain pupil
		leave  []string // what isn't sent of what must be
		send   values   // besides
		status int      // 200 by default
		want   values   // what differs afterwards, but for the stamp
	}{
		{name: "nothing new"},
		{name: "a phone number", send: values{"phoneNumber1": "+46701740699"}, want: values{"phoneNumber1": "+46701740699"}},
		{name: "a phone number with blanks and hyphens", send: values{"phoneNumber1": " +46 70-174 06 99 "}, want: values{"phoneNumber1": "+46701740699"}},
		{name: "a phone number of national form", send: values{"phoneNumber1": "0701740699"}, status: 422},
		{name: "a phone number with words", send: values{"phoneNumber1": "+46701740699 (mamma)"}, status: 422},
		{name: "null clears", send: values{"phoneNumber1": nil, "emailAddress1": nil, "gender": nil, "dateOfBirth": nil},
			want: values{"phoneNumber1": nil, "emailAddress1": nil, "gender": nil, "dateOfBirth": nil}},
		{name: "an empty text isn't null", send: values{"phoneNumber1": ""}, status: 422},
		{name: "an empty e-mail address", send: values{"emailAddress1": ""}, status: 422},
		{name: "an empty date", send: values{"dateOfBirth": ""}, status: 422},
		{name: "an empty free text is stored", send: values{"address.postalAddress": ""}, want: values{"address.postalAddress": ""}},
		{name: "text is trimmed", send: values{"firstName": "  Zoé Maria\t", "address.postalCity": " Solna "},
			want: values{"firstName": "Zoé Maria", "address.postalCity": "Solna"}},

		{name: "without the identity number", leave: []string{"identityNumber"}, status: 422},
		{name: "without the first name", leave: []string{"firstName"}, status: 422},
		{name: "without the last name", leave: []string{"lastName"}, status: 422},
		{name: "null for a name", send: values{"lastName": nil}, status: 422},
		{name: "null for the number", send: values{"identityNumber": nil}, status: 422},
		{name: "null for the temporary mark", send: values{"identityTemporary": nil}, status: 422},
		{name: "a blank name", send: values{"lastName": "  "}, status: 422},

		{name: "the temporary mark left out falls back", number: standIn, leave: []string{"identityTemporary"}, want: values{"identityTemporary": false}},
		{name: "a temporary number without its mark", number: temporary, leave: []string{"identityTemporary"}, status: 422},
		{name: "a temporary number with its mark", number: temporary, send: values{"firstName": "Jonas"}, want: values{"firstName": "Jonas"}},
		{name: "a real number in place of a temporary one", number: temporary, send: values{"identityNumber": "20150101-2395", "identityTemporary": false},
			want: values{"identityNumber": "20150101-2395", "identityTemporary": false}},
		{name: "a wrong check digit", send: values{"identityNumber": "20140413-2382"}, status: 422},
		{name: "a wrong check digit in a temporary number", send: values{"identityNumber": "20140413-2382", "identityTemporary": true},
			want: values{"identityNumber": "20140413-2382", "identityTemporary": true}},
		{name: "a number without hyphen", send: values{"identityNumber": "201404132381"}, status: 422},
		{name: "a short number", send: values{"identityNumber": "140413-2381"}, status: 422},

		{name: "a part of the address", send: values{"address.postalCode": "169 99"}, want: values{"address.postalCode": "169 99"}},
		{name: "null for a part of the address", send: values{"address.municipalityCode": nil}, want: values{"address.municipalityCode": nil}},
		{name: "null for the address does nothing", send: values{"address": nil}},
		{name: "a country in small letters", send: values{"address.countryCode": "nor"}, want: values{"address.countryCode": "NOR"}},
		{name: "a country of two letters", send: values{"address.countryCode": "SE"}, status: 422},
		{name: "a country that is no more", send: values{"address.countryCode": "YUG"}, status: 422},
		{name: "a municipality without its zero", send: values{"address.municipalityCode": "184"}, status: 422},
		{name: "a county", send: values{"address.municipalityCode": "0001"}, status: 422},

		{name: "another external id", send: values{"external.sourceID": "SIS-9"}, want: values{"external.sourceID": "SIS-9"}},
		{name: "a first external id gets its source", number: unlinked, send: values{"external.sourceID": "SIS-9"},
			want: values{"external.sourceID": "SIS-9", "external.source": "ExternalIntegrationAPI"}},
		{name: "external without its id", send: values{"external": values{}}, status: 422},
		{name: "null for the external id", send: values{"external.sourceID": nil}, status: 422},
		{name: "null for external does nothing", send: values{"external": nil}},

		{name: "a gender in capitals", send: values{"gender": "OTHER"}, want: values{"gender": "Other"}},
		{name: "a gender in another language", send: values{"gender": "Flicka"}, status: 422},
		{name: "a date", send: values{"dateOfBirth": "2014-04-14"}, want: values{"dateOfBirth": "2014-04-14"}},
		{name: "a date of another form", send: values{"dateOfBirth": "20140414"}, status: 422},
		{name: "a date with a time", send: values{"dateOfBirth": "2014-04-14T00:00:00Z"}, status: 422},
		{name: "an impossible date", send: values{"dateOfBirth": "2014-02-30"}, status: 422},
		{name: "an address without a domain", send: values{"emailAddress2": "zoe@skola"}, status: 422},
		{name: "a principal name", send: values{"eduPersonPrincipalName": "zoebjo@elev.example.se"}, want: values{"eduPersonPrincipalName": "zoebjo@elev.example.se"}},

		{name: "a taken address", send: values{"emailAddress1": taken("emailAddress1")}, status: 409},
		{name: "a taken address in capitals", send: values{"emailAddress1": strings.ToUpper(taken("emailAddress1").(string))}, status: 409},
		{name: "a taken address as the second", send: values{"emailAddress2": taken("emailAddress1")}, want: values{"emailAddress2": taken("emailAddress1")}},
		{name: "a taken number", send: values{"identityNumber": noPhone}, status: 409},

		{name: "keys that nobody knows", send: values{"phonenumber1": "x", "Klass": 7}},
		{name: "keys that are read only", send: values{"id": "x", "meta": values{"updatedAt": "x"}}},
		{name: "a number for a text", send: values{"phoneNumber1": 701740699}, status: 400},
		{name: "a text for a flag", send: values{"identityTemporary": "false"}, status: 400},
		{name: "a list for a text", send: values{"firstName": []string{"Zoé"}}, status: 400},
		{name: "a text for an object", send: values{"address": "Kvantvägen 60"}, status: 400},
		{name: "a wrong type outranks a missing field", leave: []string{"firstName"}, send: values{"lastName": 1}, status: 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{})
			if test.number == "" {
				test.number = plain
			}
			if test.status == 0 {
				test.status = http.StatusOK
			}
			before := pupil(t, s, test.number)
			body := must(before)
			for _, name := range test.leave {
				delete(body, name)
			}
			maps.Copy(body, test.send)

			got := ask(t, s, "PATCH", path(before), encode(t, body))

			if got.status != test.status {
				t.Fatalf("status %d, want %d: %s", got.status, test.status, got.body)
			}
			if got.status == http.StatusBadRequest && !strings.Contains(got.body, "cannot decode") {
				t.Errorf("the message of %s does not say that it cannot be decoded", got.body)
			}
			maps.Copy(before, test.want)
			if diff := cmp.Diff(before, pupilByID(t, s, before["id"]), ignoreStamp()); diff != "" {
				t.Errorf("the record (- wanted, + stored):\n%s", diff)
			}
			if changed := s.Log()[0].Changed; changed != (len(test.want) > 0) {
				t.Errorf("the log says changed: %t", changed)
			}
		})
	}
}

func pupilByID(t *testing.T, s *sandbox.Server, id any) sandbox.Record {
	t.Helper()
	r, found := s.Student(id.(string))
	if !found {
		t.Fatalf("the pupil %v is gone", id)
	}
	return r
}

func ignoreStamp() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		key, isKey := p.Last().(cmp.MapIndex)
		return isKey && strings.HasPrefix(key.Key().String(), "meta.updated")
	}, cmp.Ignore())
}

func TestBody(t *testing.T) {
	whole := func(t *testing.T, s *sandbox.Server) string { return encode(t, must(pupil(t, s, plain))) }
	tests := []struct {
		name   string
		body   func(*testing.T, *sandbox.Server) string
		header []string
		status int
	}{
		{name: "a whole one", body: whole, status: 200},
		{name: "with a character set", body: whole, header: []string{"Content-Type", "application/json; charset=utf-8"}, status: 200},
		{name: "of another type", body: whole, header: []string{"Content-Type", "application/merge-patch+json"}, status: 400},
		{name: "of no type", body: whole, header: []string{"Content-Type", ""}, status: 400},
		{name: "twice", body: func(t *testing.T, s *sandbox.Server) string { return whole(t, s) + whole(t, s) }, status: 400},
		{name: "with a tail", body: func(t *testing.T, s *sandbox.Server) string { return whole(t, s) + "}" }, status: 400},
		{name: "with a line break after it", body: func(t *testing.T, s *sandbox.Server) string { return whole(t, s) + "\n" }, status: 200},
		{name: "cut off", body: func(t *testing.T, s *sandbox.Server) string { return strings.TrimSuffix(whole(t, s), "}") }, status: 400},
		{name: "empty", body: func(*testing.T, *sandbox.Server) string { return "" }, header: []string{"Content-Type", "application/json"}, status: 400},
		{name: "null", body: func(*testing.T, *sandbox.Server) string { return "null" }, status: 400},
		{name: "a list", body: func(*testing.T, *sandbox.Server) string { return "[]" }, status: 400},
		{name: "an empty object", body: func(*testing.T, *sandbox.Server) string { return "{}" }, status: 422},
		{name: "not UTF-8", body: func(*testing.T, *sandbox.Server) string { return "{\"firstName\":\"Zo\xe9\"}" }, status: 400},
		{name: "too large", body: func(t *testing.T, s *sandbox.Server) string { return whole(t, s) + strings.Repeat(" ", 1<<20) }, status: 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{})
			got := ask(t, s, "PATCH", path(pupil(t, s, plain)), test.body(t, s), test.header...)
			if got.status != test.status {
				t.Errorf("status %d, want %d: %s", got.status, test.status, got.body)
			}
		})
	}
}

func TestAnswerIsTheWholeRecord(t *testing.T) {
	now := time.Date(2026, 8, 17, 7, 31, 5, 999, time.FixedZone("CEST", 7200))
	s := sandbox.New(sandbox.Options{Clock: func() time.Time { return now }})
	before := pupil(t, s, unlinked)
	if before["meta.updatedAt"] != nil {
		t.Fatal("this pupil should never have been edited")
	}
	body := must(before)
	maps.Copy(body, values{"emailAddress2": nil, "address": values{"municipalityCode": nil}})

	got := ask(t, s, "PATCH", path(before), encode(t, body)).object(t)

	want := map[string]any{
		"id": before["id"],
		"meta": map[string]any{
			"createdAt": before["meta.createdAt"], "createdBy": before["meta.createdBy"],
			"updatedAt": "2026-08-17T05:31:05Z", "updatedBy": pupil(t, s, unlinked)["meta.updatedBy"],
		},
		"external":       nil,
		"gender":         before["gender"],
		"identityNumber": unlinked, "identityTemporary": false,
		"firstName": before["firstName"], "lastName": before["lastName"],
		"dateOfBirth": before["dateOfBirth"],
		"address": map[string]any{
			"postalAddress": before["address.postalAddress"], "postalCode": before["address.postalCode"],
			"postalCity": before["address.postalCity"], "countryCode": "SWE", "municipalityCode": nil,
		},
		"emailAddress1": before["emailAddress1"], "emailAddress2": nil,
		"phoneNumber1": before["phoneNumber1"], "phoneNumber2": before["phoneNumber2"],
		"eduPersonPrincipalName": before["eduPersonPrincipalName"],
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer (- wanted, + got):\n%s", diff)
	}
	if read := ask(t, s, "GET", path(before), "").object(t); !cmp.Equal(want, read) {
		t.Errorf("reading it gives %v", read)
	}
}

// Whatever subset of acceptable values is sent, just those fields change.
func TestUpdateLeavesTheRestAlone(t *testing.T) {
	acceptable := values{
		"gender": "Other", "dateOfBirth": "2014-04-30", "phoneNumber1": nil, "phoneNumber2": "+46701740611",
		"emailAddress1": "zoe@example.org", "emailAddress2": nil, "external.sourceID": "SIS-1",
		"address.postalAddress": "Gnejsbacken 1", "address.postalCode": nil, "address.postalCity": "Kiruna",
		"address.countryCode": "FIN", "address.municipalityCode": "2584", "eduPersonPrincipalName": "zoe@elev.example.se",
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := sandbox.New(sandbox.Options{})
		want := pupil(t, s, plain)
		body := must(want)
		for name, v := range acceptable {
			if rapid.Bool().Draw(rt, name) {
				body[name], want[name] = v, v
			}
		}
		if got := ask(t, s, "PATCH", path(want), encode(t, body)); got.status != http.StatusOK {
			rt.Fatalf("status %d: %s", got.status, got.body)
		}
		if diff := cmp.Diff(want, pupil(t, s, plain), ignoreStamp()); diff != "" {
			rt.Fatalf("the record (- wanted, + stored):\n%s", diff)
		}
	})
}

func TestEdit(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	id := pupil(t, s, plain)["id"].(string)
	if err := s.Edit(id, values{"phoneNumber1": "070-174 06 06", "gender": nil}); err != nil {
		t.Fatal(err)
	}
	got := pupil(t, s, plain)
	if got["phoneNumber1"] != "070-174 06 06" || got["gender"] != nil || got["meta.updatedAt"] == nil {
		t.Errorf("the record is %v", got)
	}
	for name, err := range map[string]error{
		"an unknown pupil": s.Edit("x", nil),
		"an unknown field": s.Edit(id, values{"phone": "x"}),
		"a stamp":          s.Edit(id, values{"meta.updatedAt": nil}),
		"a wrong type":     s.Edit(id, values{"phoneNumber1": 7}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWhatIsReadIsACopy(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	want := maps.Clone(pupil(t, s, plain))
	pupil(t, s, plain)["firstName"] = "X"
	pupilByID(t, s, want["id"])["firstName"] = "X"
	if got := pupil(t, s, plain); !cmp.Equal(want, got) {
		t.Errorf("the record is %v", got)
	}
}

// Whatever is sent, the answer is one of those that are documented.
func FuzzBodies(f *testing.F) {
	f.Add(`{"identityNumber":"20140413-2381","firstName":"Zoé","lastName":"Björk","address":{"countryCode":null}}`)
	f.Add(`{"filter":{"orCondition":true,"contains":{"external":{"sourceID":["x"]}},"nestedFilters":[{"orCondition":false,"like":{"lastName":"%"}}]}}`)
	f.Add(`{"filter":{"orCondition":false,"equals":{"meta":{"updatedAt":"2026-01-01T00:00:00Z"},"id":"x"},"null":{"gender":true}}}`)
	f.Add(`{"title":"NA2B","types":["class","Mentor",null],"memberIDs":null,"moderatorIDs":["00000000-0000-4000-8000-000000000000"]}`)
	f.Add(`{"filter":{"orCondition":false,"equals":{"memberIDs":"00000000-0000-4000-8000-000000000000"},"contains":{"types":["Class"]},"null":{"types":true},"like":{"types":"Men"}}}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, body string) {
		s := sandbox.New(sandbox.Options{})
		for _, got := range []reply{
			ask(t, s, "PATCH", path(pupil(t, s, plain)), body),
			ask(t, s, "POST", search, body),
			ask(t, s, "PATCH", groupPath(s.Groups()[0]), body),
			ask(t, s, "POST", groups+"/_search", body),
		} {
			switch got.status {
			case http.StatusOK:
				got.object(t)
			case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
				got.fault(t)
			default:
				t.Errorf("status %d: %s", got.status, got.body)
			}
		}
	})
}
