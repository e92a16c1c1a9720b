package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/report"
	"importer/internal/sandbox"
	"importer/internal/target"
	"importer/internal/validate"
)

// A job is one sheet on its way to one target. What the commands have in common
// lives here, in the order in which it happens.
type job struct {
	*process
	sheetFlags
	systemFlags
	outputFlags
	paceFlags
	connection

	spec  target.Spec
	sheet *parse.Sheet
	table *validate.Table
	spool string // a file that holds what came from stdin; empty if nothing did
}

// newJob is a job before its flags are read.
func newJob(p *process) job {
	return job{process: p, outputFlags: outputFlags{lang: p.language()}}
}

// connection says which target, and where it is.
type connection struct {
	target, baseURL string
	sandbox         bool
	runs            string
	auth            string
}

func (f *connection) add(set *pflag.FlagSet) {
	set.StringVarP(&f.target, "target", "t", "", "what to import into, such as meitner-students (importer targets lists them)")
	set.StringVar(&f.runs, "runs", "", "directory that runs are kept in (default: in your private state folder; also: IMPORTER_RUNS)")
}

func (f *connection) addRemote(set *pflag.FlagSet) {
	set.StringVar(&f.baseURL, "base-url", "", "address of the API (default: the real system's)")
	set.BoolVar(&f.sandbox, "sandbox", false, "use a sandbox inside this program, gone when it ends")
	f.addAuth(set)
}

func (f *connection) addAuth(set *pflag.FlagSet) {
	set.StringVar(&f.auth, "auth", "", "oauth2: get tokens with the credentials (Meitner; default: send them with each request)")
}

// choose finds the target.
func (j *job) choose() error {
	if j.target == "" {
		return usage("for example: -t meitner-students; `importer targets` lists them", "--target is missing")
	}
	spec, ok := target.Find(j.target)
	if !ok {
		return usage("`importer targets` lists them", "there is no target %q", j.target)
	}
	j.spec = spec
	return j.systemFlags.check(spec)
}

// tune makes the console speak as the flags say.
func (j *job) tune() {
	j.quiet = j.mute
	j.color = j.color && !j.noColor
}

// open opens the sheet. The file "-" is stdin.
func (j *job) open(file string) error {
	options, err := j.sheetFlags.parse()
	if err != nil {
		return err
	}
	path, err := j.resolve(file)
	if err != nil {
		return err
	}
	if err := j.heedErrors(path); err != nil {
		return err
	}
	rules, err := j.rules()
	if err != nil {
		return err
	}
	options.Header = j.spec.Schema.Titled(rules.Map).FindHeader
	j.sheet, err = parse.Open(path, options)
	return err
}

// rules gives the options of understanding the sheet.
func (j *job) rules() (validate.Options, error) {
	saved, err := j.savedMapping()
	if err != nil {
		return validate.Options{}, err
	}
	rules, err := j.sheetFlags.validate(j.now(), saved)
	rules.Scope = j.scope(j.spec)
	return rules, err
}

// understand finds out what the sheet's columns are.
func (j *job) understand(ctx context.Context, schema validate.Schema) error {
	rules, err := j.rules()
	if err != nil {
		return err
	}
	if j.table, err = validate.Sheet(j.reading(ctx), schema, rules); err != nil {
		return err
	}
	return j.refuseExactErrors(j.table.Columns)
}

// resolve finds the file that a user means: a path, stdin, or a file of a run,
// such as 7F3A/errors.xlsx.
func (j *job) resolve(file string) (string, error) {
	if file == "-" {
		return j.fromStdin()
	}
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	code, name, ok := strings.Cut(filepath.ToSlash(file), "/")
	if !ok || strings.Contains(name, "/") {
		return file, nil
	}
	dir, err := run.Find(j.root(), code)
	if err != nil {
		return file, nil // it was a path after all, and its absence is the error
	}
	return filepath.Join(dir, name), nil
}

// fromStdin keeps stdin in a private file, because a sheet is read more than
// once.
func (j *job) fromStdin() (string, error) {
	if err := os.MkdirAll(j.root(), 0o700); err != nil {
		return "", err
	}
	sweep(j.root())
	f, err := os.CreateTemp(j.root(), spoolPrefix+"*") // 0600
	if err != nil {
		return "", err
	}
	j.spool = f.Name()
	if _, err := io.Copy(f, j.stdin); err != nil {
		f.Close()
		return "", err
	}
	return f.Name(), f.Close()
}

// spoolPrefix begins the names of files that hold what came from stdin, until
// the run has a directory.
const spoolPrefix = ".stdin-"

// sweep removes what runs that were killed have left of stdin.
func sweep(root string) {
	left, _ := filepath.Glob(filepath.Join(root, spoolPrefix+"*"))
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(path)
		}
	}
}

// shownFile is what the sheet's file is called on the screen.
func (j *job) shownFile() string {
	if j.spool != "" {
		return "stdin"
	}
	return j.sheet.Path()
}

// close lets go of the sheet.
func (j *job) close() {
	if j.sheet != nil {
		_ = j.sheet.Close() // it was only read
	}
	if j.spool != "" {
		_ = os.Remove(j.spool)
	}
}

// root is the directory in which runs are kept.
func (j *job) root() string { return j.process.runsDir(j.runs) }

// connect prepares the way to the target. With --sandbox it starts one; the
// function that it gives ends it.
func (j *job) connect(ctx context.Context) (conn *target.Conn, end func() error, err error) {
	cfg := target.Config{
		BaseURL: cmp.Or(j.baseURL, j.getenv(j.spec.BaseEnv)), Timeout: j.timeout, Agent: "importer/" + version(), Notify: j.paused,
		OAuth: j.auth == "oauth2", Replace: j.attributes == "replace",
	}
	if j.auth != "" && (!cfg.OAuth || j.spec.TokenPath == "") {
		return nil, nil, usage("leave it out, or say oauth2 for Meitner", "--auth %s means nothing to %s", j.auth, j.spec.Name)
	}
	if cfg.Pace, err = j.pace(filepath.Join(j.root(), "quota")); err != nil {
		return nil, nil, err
	}
	cfg.Pace.Disk = j.disk
	end = func() error { return nil }
	if j.sandbox {
		play, err := serve("127.0.0.1:0", sandbox.New(sandbox.Options{}))
		if err != nil {
			return nil, nil, err
		}
		end = play.close
		address := play.url + j.spec.Path
		j.baseURL, cfg.BaseURL, cfg.Pace.Dir = address, address, ""
		cfg.Credentials = sandboxCredentials(j.spec)
	} else if cfg.Credentials, err = j.credentials(ctx, j.spec); err != nil {
		return nil, nil, err
	}
	if conn, err = j.spec.Connect(cfg); err != nil {
		return nil, nil, errors.Join(err, end())
	}
	stop := end // the name is the result's from here on
	return conn, func() error { conn.Close(); return stop() }, nil
}

// sandboxCredentials are what the built-in sandbox lets in.
func sandboxCredentials(spec target.Spec) map[string]target.Secret {
	own := sandbox.DefaultCredentials()
	found := map[string]target.Secret{}
	for _, c := range spec.Credentials {
		if found[c.Title] = target.Secret(own.ID); c.Secret {
			found[c.Title] = target.Secret(own.Secret)
		}
	}
	return found
}

// paused tells the user of a longer wait.
func (j *job) paused(p target.Pause) {
	until := p.Until.Format("15:04:05")
	if p.Reason == "busy" {
		j.note("%s", j.lang.Say("%s wants a pause; the next request goes at %s; nothing is lost (Ctrl-C stops safely)", j.spec.System, until))
		return
	}
	j.note("%s", j.lang.Say("the quota allows the next request at %s (Ctrl-C stops safely)", until))
}

// values reports whether what stands in cells may go to stdout.
func (j *job) values() bool { return j.outTerminal || j.showValues }

func (j *job) look() report.Look {
	return report.Look{Lang: j.lang.Lang, Values: j.values(), All: j.verbose, Bold: j.color, Width: j.width()}
}

// preview composes what is shown of the rows.
func (j *job) preview(tally *report.Tally) report.Preview {
	return report.Preview{
		Origin: report.Origin{
			File: j.shownFile(), Sheet: j.sheet.Name(), Encoding: j.sheet.Encoding(), Delimiter: j.sheet.Delimiter(),
			Saved: j.sheet.Modified(), Header: j.sheet.Header().Number,
		},
		Layout: report.Layout{
			Columns: j.table.Columns, Key: j.table.Key, Member: j.table.Member, Watch: j.spec.Watch, Reveal: j.spec.Reveal, Titles: titlesOf(j.spec, nil),
		},
		Subject: subjectOf(j.spec),
		Tally:   tally, Look: j.look(),
	}
}

// subjectOf says what a target's runs are about.
func subjectOf(s target.Spec) report.Subject {
	return report.Subject{System: s.System, One: s.One, Many: s.Many, Unit: s.Unit, Units: s.Units}
}

// titlesOf gives what fields are called: by a sheet's columns, of which mapping
// says what field each leads to, or else by the target.
func titlesOf(spec target.Spec, mapping map[string]string) report.Titles {
	names := map[string]string{}
	for _, c := range spec.Schema.Columns {
		if len(c.Aliases) > 0 {
			names[c.Field] = c.Aliases[0]
		}
	}
	if m := spec.Schema.Members; m != nil {
		names[m.Field] = "Medlemmar"
	}
	return report.NewTitles(mapping, names)
}

// took says how long something took.
func took(since, now time.Time) time.Duration { return now.Sub(since).Round(time.Second) }

// inGroups splits a command's flags in the help: the advanced ones by
// themselves.
func inGroups(set *pflag.FlagSet, advanced []string) string {
	usual, rest := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	set.VisitAll(func(f *pflag.Flag) {
		for _, name := range advanced {
			if f.Name == name {
				rest.AddFlag(f)
				return
			}
		}
		usual.AddFlag(f)
	})
	return fmt.Sprintf("Flags:\n%s\nAdvanced:\n%s", usual.FlagUsages(), rest.FlagUsages())
}
