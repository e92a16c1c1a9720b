package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/report"
	"importer/internal/target"
)

type targetsFlags struct {
	connection
	connect bool
	format  string
}

func (p *process) targetsCommand() *cobra.Command {
	f := &targetsFlags{}
	c := &cobra.Command{
		Use:   "targets [TARGET]",
		Short: "What can be imported into: columns, keys, credentials",
		Args:  atMost(1),
		RunE:  func(c *cobra.Command, args []string) error { return p.targets(c.Context(), args, f) },
	}
	f.addRemote(c.Flags())
	c.Flags().StringVar(&f.runs, "runs", "", "directory that runs are kept in, and how much of the quota is left (also: IMPORTER_RUNS)")
	c.Flags().BoolVar(&f.connect, "connect", false, "ask the target whether the credentials work")
	c.Flags().StringVar(&f.format, "format", "text", "text, markdown or json")
	p.addLanguage(c)
	return c
}

// targets shows one target, or all of them.
func (p *process) targets(ctx context.Context, names []string, f *targetsFlags) error {
	specs := target.All()
	if len(names) > 0 {
		spec, ok := target.Find(names[0])
		if !ok {
			return usage("`importer targets` lists them", "there is no target %q", names[0])
		}
		specs = []target.Spec{spec}
	}
	switch {
	case f.connect && len(names) == 0:
		return usage("for example: importer targets meitner-students --connect", "--connect needs a target")
	case f.connect:
		return p.tryTarget(ctx, specs[0], f)
	case f.format == "json" && len(names) > 0:
		return writeJSON(p.out, documentOf(specs[0]))
	case f.format == "json":
		return writeJSON(p.out, documentsOf(specs))
	case f.format == "markdown":
		_, err := io.WriteString(p.out, markdown(specs))
		return err
	case f.format != "text":
		return usage("it is text, markdown or json", "--format %q: there is no such form", f.format)
	case len(names) > 0:
		_, err := io.WriteString(p.out, description(specs[0], p.speaks))
		return err
	default:
		return listTargets(p.out, specs, p.speaks)
	}
}

func listTargets(out io.Writer, specs []target.Spec, lang report.Lang) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range specs {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.Name, s.System, lang.Traits(s.Summary), s.Call)
	}
	return w.Flush()
}

// description is what a person wants to know of a target.
func description(s target.Spec, lang report.Lang) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%s\n\n%s\n", s.Name, lang.Traits(s.Summary), address(s, lang), lang.Say("Columns"))
	for _, c := range s.ColumnTable() {
		fmt.Fprintf(&b, "  %-26s %s\n", shownName(c), lang.Traits(c.Meaning()))
		if len(c.Titles) > 0 {
			fmt.Fprintf(&b, "      %s\n", lang.Say("also %s", strings.Join(c.Titles, ", ")))
		}
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n", keysOf(s, lang, func(field string) string { return field }), lang.Say("Credentials"))
	for _, c := range s.Credentials {
		names := strings.Join(c.Env, " "+lang.Say("or")+" ")
		fmt.Fprintf(&b, "  %s\n", lang.Say("%s: %s (or a file named by %s_FILE)", lang.Refusal(c.Title), names, c.Env[0]))
	}
	return b.String()
}

// address says where a target is.
func address(s target.Spec, lang report.Lang) string {
	if s.BaseURL != "" {
		return lang.Say("%s of %s, at %s", s.Call, s.System, s.BaseURL)
	}
	return lang.Say("%s of %s, at the address that %s or --base-url gives", s.Call, s.System, s.BaseEnv)
}

// shownName is a column's name; one that stands for many says so.
func shownName(c target.ColumnLine) string {
	if c.Open {
		return c.Name + "*"
	}
	return c.Name
}

// keysOf says by what records are found, with each field as it is to be shown.
func keysOf(s target.Spec, lang report.Lang, show func(field string) string) string {
	list := func(fields []string) string {
		var shown []string
		for _, field := range fields {
			shown = append(shown, show(field))
		}
		return strings.Join(shown, ", ")
	}
	text := lang.Say("Keys, in order of preference: %s", list(s.Schema.Keys))
	if m := s.Schema.Members; m != nil {
		text += lang.Say("; of the %s: %s", lang.Traits(s.One), list(m.Keys))
	}
	return text
}

// tryTarget makes one read, to see whether the credentials work.
func (p *process) tryTarget(ctx context.Context, spec target.Spec, f *targetsFlags) error {
	j := &job{process: p, spec: spec, connection: f.connection}
	j.reserve, j.timeout, j.wait = "0%", 30*time.Second, time.Minute
	conn, end, err := j.connect(ctx)
	if err != nil {
		return j.explained(err)
	}
	if err := errors.Join(conn.Try(ctx), end()); err != nil {
		return j.explained(err)
	}
	fmt.Fprintln(p.out, p.speaks.Say("%s: the credentials work at %s", spec.Name, p.speaks.Refusal(spec.Place(conn.Base()))))
	return nil
}
