package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/target"
)

type targetsFlags struct {
	connection
	connect bool
}

func (p *process) targetsCommand() *cobra.Command {
	f := &targetsFlags{}
	c := &cobra.Command{
		Use:   "targets [TARGET]",
		Short: "What can be imported into: columns, keys, credentials",
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.listTargets(f)
			}
			return p.showTarget(c.Context(), args[0], f)
		},
	}
	f.addRemote(c.Flags())
	c.Flags().BoolVar(&f.connect, "connect", false, "ask the target whether the credentials work")
	return c
}

func (p *process) listTargets(f *targetsFlags) error {
	if f.connect {
		return usage("for example: importer targets meitner-students --connect", "--connect needs a target")
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, s := range target.All() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Summary, s.Call)
	}
	return w.Flush()
}

func (p *process) showTarget(ctx context.Context, name string, f *targetsFlags) error {
	spec, ok := target.Find(name)
	if !ok {
		return usage("`importer targets` lists them", "there is no target %q", name)
	}
	if f.connect {
		return p.tryTarget(ctx, spec, f)
	}
	fmt.Fprintf(p.out, "%s: %s\n%s at %s\n\nColumns\n", spec.Name, spec.Summary, spec.Call, spec.BaseURL)
	for _, c := range spec.ColumnTable() {
		fmt.Fprintf(p.out, "  %-26s %s\n", c.Field, c.Meaning)
		if len(c.Titles) > 0 {
			fmt.Fprintf(p.out, "      also %s\n", strings.Join(c.Titles, ", "))
		}
	}
	fmt.Fprintf(p.out, "\nKeys, in order of preference: %s\n\nCredentials\n", strings.Join(spec.Schema.Keys, ", "))
	for _, c := range spec.Credentials {
		fmt.Fprintf(p.out, "  %s: %s (or a file named by %s_FILE)\n", c.Title, strings.Join(c.Env, " or "), c.Env[0])
	}
	return nil
}

// tryTarget makes one read, to see whether the credentials work.
func (p *process) tryTarget(ctx context.Context, spec target.Spec, f *targetsFlags) error {
	j := &job{process: p, spec: spec, connection: f.connection}
	j.reserve, j.timeout, j.wait = "0%", 30*time.Second, time.Minute
	conn, end, err := j.connect(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(conn.Try(ctx), end()); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s: the credentials work at %s\n", spec.Name, spec.Place(conn.Base()))
	return nil
}
