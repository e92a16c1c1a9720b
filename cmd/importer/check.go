package main

import (
	"context"

	"github.com/spf13/cobra"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
)

func (p *process) checkCommand() *cobra.Command {
	j := newJob(p)
	c := &cobra.Command{
		Use:   "check FILE --target TARGET",
		Short: "Read a sheet and say what is wrong with it; no network, no credentials",
		Args:  exactly(1, "FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			defer j.close()
			return j.check(c.Context(), args[0])
		},
	}
	j.connection.add(c.Flags())
	j.sheetFlags.add(c.Flags())
	j.systemFlags.add(c.Flags())
	j.outputFlags.add(c.Flags())
	return c
}

// check reads the sheet, judges its rows, and shows what it found.
func (j *job) check(ctx context.Context, file string) error {
	j.tune()
	if err := j.choose(); err != nil {
		return err
	}
	if err := j.open(file); err != nil {
		return err
	}
	if err := j.understand(ctx, j.spec.Schema); err != nil {
		return err
	}
	tally, mend, err := j.verdicts()
	if err != nil {
		return err
	}
	if err := j.copyErrors(j.meta(), mend); err != nil {
		return err
	}
	if j.json {
		err = j.checked(tally).Write(j.out)
	} else {
		err = j.preview(tally).Write(j.out)
	}
	if err == nil && tally.Counts.ToMend() > 0 {
		return silent(exitRows)
	}
	return err
}

// verdicts sums up the rows as they are judged without a server. It keeps only
// those that an error file is asked for, so that the length of the sheet doesn't
// matter.
func (j *job) verdicts() (*report.Tally, []report.Row, error) {
	tally := report.NewTally()
	var mend []report.Row
	for v, err := range j.table.Verdicts() {
		if err != nil {
			return nil, nil, err
		}
		line := plan.Checked(v)
		row := report.Row{Line: line, Status: line.Status}
		tally.Add(row)
		if j.errors != "" && row.Mend() {
			mend = append(mend, row)
		}
	}
	return tally, mend, nil
}

// meta is what a run's record would say of the sheet and the flags.
func (j *job) meta() run.Meta {
	return run.Meta{Target: j.spec.Name, Flags: meaning(j.settings()), Input: run.Input{Mapping: mappingOf(j.table)}}
}

// checked is what --json prints.
func (j *job) checked(t *report.Tally) report.Outcome {
	out := report.Outcome{Target: j.spec.Name, Status: "checked", Rows: t.Counts}
	if j.errors != "" {
		out.Files = map[string]string{"errors": j.errors}
	}
	return out
}
