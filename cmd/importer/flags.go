package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"importer/internal/parse"
	"importer/internal/target"
	"importer/internal/validate"
)

// sheetFlags say how a sheet is to be read.
type sheetFlags struct {
	worksheet, delimiter, encoding string
	header                         rowNumber
	titles, ignore                 []string
	key, rows, except              string
	only                           string
	hidden, mapping                string
	noRepair                       bool
	allSheets, password            bool
}

func (f *sheetFlags) add(set *pflag.FlagSet) {
	f.addUnkept(set)
	set.StringVar(&f.worksheet, "sheet", "", "name of the worksheet")
	set.StringVar(&f.delimiter, "delimiter", "", "what separates the cells of a CSV file (default: by its content)")
	set.StringVar(&f.encoding, "encoding", "", "encoding of a CSV file, such as windows-1252 (default: by its content)")
	set.Var(&f.header, "header-row", "number of the row with the headings (default: by the titles that are known)")
	set.StringArrayVar(&f.titles, "map", nil, "'Column title=field': what a column means (repeatable)")
	set.StringVar(&f.key, "key", "", "field by which records are found (default: by the columns)")
	set.StringVar(&f.only, "only", "", "fields to send, by name or 'Column title', separated by commas; no other is")
	set.StringArrayVar(&f.ignore, "ignore", nil, "'Column title' or field to leave out: neither checked nor sent (repeatable)")
	set.StringVar(&f.mapping, "mapping", "", "`FILE`.yaml with a line 'Column title: field' for each column; --map outranks it")
	set.StringVar(&f.hidden, "hidden", "", "hidden rows and columns: include or skip them (default: stop and ask)")
	set.BoolVar(&f.noRepair, "no-repair", false, "repair nothing: a cell that would need it is invalid")
	set.StringVar(&f.rows, "rows", "", "rows to take, such as 5-20,33; the others are skipped")
	set.StringVar(&f.except, "except-rows", "", "rows to skip, such as 5-20,33")
}

// addUnkept adds flags that people look for, to tell them what to do instead. The
// help doesn't show them.
func (f *sheetFlags) addUnkept(set *pflag.FlagSet) {
	set.BoolVar(&f.allSheets, "all-sheets", false, "not to be had: one worksheet is read at a time")
	set.BoolVar(&f.password, "password-stdin", false, "not to be had: workbooks with a password aren't read")
	for _, name := range []string{"all-sheets", "password-stdin"} {
		set.Lookup(name).Hidden = true
	}
}

// refuseUnkept says what to do instead.
func (f *sheetFlags) refuseUnkept() error {
	switch {
	case f.allSheets:
		return usage("name one with --sheet, and run the command once for each; or put all rows in one worksheet, with a column for what the names of the others say", "--all-sheets: only one worksheet is read at a time")
	case f.password:
		return usage("save a copy without the password in a protected folder, and use that one", "--password-stdin: no password is taken, and workbooks that need one aren't read")
	default:
		return nil
	}
}

// parse gives the options of reading the file.
func (f *sheetFlags) parse() (parse.Options, error) {
	o := parse.Options{Sheet: f.worksheet, Encoding: f.encoding, HeaderRow: int(f.header)}
	if err := f.refuseUnkept(); err != nil {
		return o, err
	}
	switch d := strings.ToLower(f.delimiter); {
	case d == "":
	case d == "tab" || d == `\t`:
		o.Delimiter = '\t'
	case utf8.RuneCountInString(d) == 1:
		o.Delimiter, _ = utf8.DecodeRuneInString(d)
	default:
		return o, usage("for example: --delimiter ';' or --delimiter tab", "--delimiter %q: it is one character", f.delimiter)
	}
	return o, nil
}

// validate gives the options of understanding it. saved is a mapping that the
// flags outrank.
func (f *sheetFlags) validate(now time.Time, saved map[string]string) (validate.Options, error) {
	o := validate.Options{Key: f.key, Ignore: f.ignore, Today: now, NoRepair: f.noRepair, Map: saved}
	var err error
	if o.Hidden, err = validate.ParseHiding(f.hidden); err != nil {
		return o, usage("--hidden include or --hidden skip", "--hidden: %v", err)
	}
	for _, pair := range f.titles {
		i := strings.LastIndex(pair, "=")
		if i <= 0 {
			return o, usage("for example: --map 'Mobil hem=phoneNumber2'", "--map %q: it is 'Column title=field'", pair)
		}
		o.Map[pair[:i]] = strings.TrimSpace(pair[i+1:])
	}
	if f.only != "" {
		for field := range strings.SplitSeq(f.only, ",") {
			o.Only = append(o.Only, strings.TrimSpace(field))
		}
	}
	if o.Rows, err = ranges(f.rows); err != nil {
		return o, usage("for example: --rows 5-20,33", "--rows %q: %v", f.rows, err)
	}
	if o.Except, err = ranges(f.except); err != nil {
		return o, usage("for example: --except-rows 5-20,33", "--except-rows %q: %v", f.except, err)
	}
	return o, nil
}

// savedMapping reads the file that --mapping names: a path, or a run's own.
func (j *job) savedMapping() (map[string]string, error) {
	if j.mapping == "" {
		return map[string]string{}, nil
	}
	path, err := j.resolve(j.mapping)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, usage("check the name; a run's own is CODE/mapping.yaml", "--mapping %v", err)
	}
	defer file.Close()
	return validate.LoadMapping(file)
}

// A setting is a flag with the value that it was given.
type setting struct{ flag, value string }

// settings gives the flags that were given, one by one.
func (f *sheetFlags) settings() []setting {
	all := []setting{
		{"sheet", f.worksheet}, {"delimiter", f.delimiter}, {"encoding", f.encoding}, {"key", f.key},
		{"only", f.only}, {"rows", f.rows}, {"except-rows", f.except},
		{"hidden", f.hidden}, {"mapping", f.mapping},
	}
	if f.noRepair {
		all = append(all, setting{flag: "no-repair", value: "true"})
	}
	if f.header != 0 {
		all = append(all, setting{"header-row", f.header.String()})
	}
	for _, t := range f.titles {
		all = append(all, setting{"map", t})
	}
	for _, t := range f.ignore {
		all = append(all, setting{"ignore", t})
	}
	return slices.DeleteFunc(all, func(s setting) bool { return s.value == "" })
}

// settings gives all flags that change what a run does.
func (j *job) settings() []setting {
	all := slices.Concat(j.sheetFlags.settings(), j.systemFlags.settings())
	if j.auth != "" {
		all = append(all, setting{"auth", j.auth})
	}
	return all
}

// meaning gives settings as they are kept in a run's record.
func meaning(settings []setting) map[string]string {
	m := map[string]string{}
	for _, s := range settings {
		m[s.flag] = strings.TrimPrefix(m[s.flag]+"\n"+s.value, "\n")
	}
	return m
}

// mending gives the settings that hold for an error file of the sheet as well:
// what its columns mean, not where it stands, and not that it is all of a class.
func mending(settings []setting) []setting {
	elsewhere := []string{"sheet", "delimiter", "encoding", "rows", "except-rows", "header-row", "hidden", "members"}
	return slices.DeleteFunc(settings, func(s setting) bool { return slices.Contains(elsewhere, s.flag) })
}

// outputFlags say how a command speaks.
type outputFlags struct {
	json, mute, verbose, noColor, showValues bool
	errors                                   string
	lang                                     language
}

func (f *outputFlags) add(set *pflag.FlagSet) {
	set.Var(&f.lang, "lang", "language of what is said about the sheet and of the reports: en or sv (also: IMPORTER_LANG)")
	set.BoolVar(&f.json, "json", false, "print one JSON object on stdout, and nothing else there")
	set.BoolVarP(&f.mute, "quiet", "q", false, "no progress and no notes")
	set.BoolVarP(&f.verbose, "verbose", "v", false, "list every row, not only the first few of a kind")
	set.BoolVar(&f.noColor, "no-color", false, "no colours (also: NO_COLOR)")
	set.BoolVar(&f.showValues, "show-values", false, "show what stands in cells even where it goes to a pipe or a file")
	set.StringVar(&f.errors, "errors", "", "write an extra copy of the error CSV to this file")
}

// paceFlags say how the target's quota is spent.
type paceFlags struct {
	rate, reserve string
	concurrency   int
	timeout, wait time.Duration
}

func (f *paceFlags) add(set *pflag.FlagSet) {
	set.StringVar(&f.rate, "rate", "", "requests per period, such as 1500/h, or none (default: the target's published limit)")
	set.StringVar(&f.reserve, "reserve", "20%", "share of the quota that is left to the school's other programs")
	set.IntVar(&f.concurrency, "concurrency", 0, "requests under way at the same time (default 8)")
	set.DurationVar(&f.timeout, "timeout", 30*time.Second, "how long one request may take")
	set.DurationVar(&f.wait, "wait", 65*time.Minute, "the longest wait for the quota before the run stops")
}

// paceFlagNames are grouped by themselves in the help.
var paceFlagNames = []string{"rate", "reserve", "concurrency", "timeout", "wait"}

func (f *paceFlags) pace(dir string) (target.Pace, error) {
	p := target.Pace{Wait: f.wait, Dir: dir}
	if f.concurrency < 0 || f.timeout <= 0 || f.wait <= 0 {
		return p, usage("", "--concurrency, --timeout and --wait are more than nothing")
	}
	share, err := strconv.ParseFloat(strings.TrimSuffix(f.reserve, "%"), 64)
	if err != nil || share < 0 || share >= 100 {
		return p, usage("for example: --reserve 20%", "--reserve %q: it is a share from 0%% to 99%%", f.reserve)
	}
	p.Reserve = share / 100
	if f.rate != "" {
		rate, err := parseRate(f.rate)
		if err != nil {
			return p, usage("for example: --rate 1500/h, --rate 100/min, --rate 1/s, --rate none", "--rate %q: %v", f.rate, err)
		}
		p.Rate = &rate
	}
	return p, nil
}

var errRate = errors.New("it is a number of requests per s, min or h, or none")

func parseRate(text string) (target.Rate, error) {
	if strings.EqualFold(text, "none") {
		return target.Rate{}, nil
	}
	count, unit, _ := strings.Cut(text, "/")
	n, err := strconv.ParseFloat(strings.TrimSpace(count), 64)
	if err != nil || n < 1 || n > 1e6 {
		return target.Rate{}, errRate
	}
	switch strings.TrimSpace(unit) {
	case "s":
		return target.Rate{Requests: n, Period: time.Second}, nil
	case "m", "min":
		return target.Rate{Requests: n, Period: time.Minute}, nil
	case "h":
		return target.Rate{Requests: n, Period: time.Hour}, nil
	default:
		return target.Rate{}, errRate
	}
}

// An age is a number of days, such as 30d, or a duration, such as 36h.
type age time.Duration

// String gives "" for no age, so that the help shows none as what is usual.
func (a *age) String() string {
	switch d := time.Duration(*a); {
	case d == 0:
		return ""
	case d%(24*time.Hour) != 0:
		return d.String()
	default:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
}

func (a *age) Set(text string) error {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 || n > 36500 {
			return errors.New("it is a number of days, such as 30d")
		}
		*a = age(time.Duration(n) * 24 * time.Hour)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return errors.New("it is a number of days, such as 30d")
	}
	*a = age(d)
	return nil
}

func (a *age) Type() string { return "age" }

// A rowNumber is a row, as the spreadsheet program numbers it; 0 if none was named.
type rowNumber int

func (r *rowNumber) String() string {
	if *r == 0 {
		return ""
	}
	return strconv.Itoa(int(*r))
}

func (r *rowNumber) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return errors.New("it is the number of a row, such as 4")
	}
	*r = rowNumber(n)
	return nil
}

func (r *rowNumber) Type() string { return "row" }

func ranges(text string) (validate.Ranges, error) {
	if text == "" {
		return nil, nil
	}
	return validate.ParseRanges(text)
}
