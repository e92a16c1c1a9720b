// Importer makes the records of an education system agree with a spreadsheet.
package main

import (
	"context"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/apply/disk"
)

// collectAt makes the heap grow by half, not to the double, before it is collected:
// a sheet of a hundred thousand rows is to leave room for a spreadsheet program on
// a small laptop.
const collectAt = 50

func main() {
	debug.SetGCPercent(collectAt)
	p := &process{
		args: os.Args[1:], getenv: os.Getenv, stdin: os.Stdin, now: time.Now, disk: disk.OS{},
		console: newConsole(os.Stdout, os.Stderr, os.Getenv),
	}
	os.Exit(p.run(context.Background(), os.Exit))
}

// A process is what the program has of the one it lives in.
type process struct {
	*console
	args   []string
	getenv func(string) string
	stdin  io.Reader
	now    func() time.Time
	disk   disk.Disk // that runs are kept on

	signals *interrupts
}

// run is the whole program. leave ends the process at once.
func (p *process) run(ctx context.Context, leave func(int)) int {
	signals, ignore := watch(ctx, leave)
	defer ignore()
	p.signals = signals
	command, err := p.commands().ExecuteContextC(signals.first)
	status := present(p.err, err, p.spoken(command))
	if status == exitInterrupted {
		return signals.status()
	}
	return status
}

// commands is the command line: every command with its flags.
func (p *process) commands() *cobra.Command {
	root := &cobra.Command{
		Use:   "importer",
		Short: "Make the records of a school system agree with a spreadsheet",
		Long: `The importer finds the record of every row of a spreadsheet, shows what differs,
changes exactly that after you say yes, and tells for each row what became of it.
It only updates: it creates nobody and deletes nobody.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetArgs(p.args)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage(c.CommandPath()+" --help", "%v", err)
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentPreRun = func(c *cobra.Command, _ []string) { p.speaks = p.spoken(c) }
	root.AddCommand(
		p.applyCommand(), p.checkCommand(), p.resumeCommand(), p.undoCommand(), p.reportCommand(), p.runsCommand(),
		p.purgeCommand(), p.templateCommand(), p.targetsCommand(), p.sandboxCommand(),
	)
	root.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("importer --help", "there is no command %q", args[0])
		}
		return c.Help()
	}
	root.Args = cobra.ArbitraryArgs
	return root
}

// atMost refuses arguments that nothing is done with.
func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usage(c.UseLine(), "%q is too much", args[n])
		}
		return nil
	}
}

// exactly demands a number of arguments and names what is missing.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usage(c.UseLine(), "%s is missing", what)
		case len(args) > n:
			return usage(c.UseLine(), "%q is too much: one %s at a time", args[n], what)
		default:
			return nil
		}
	}
}

// version is what `go install` or the release build knows of this program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// silent is an ending about which everything has been said.
func silent(status int) error {
	if status == exitDone {
		return nil
	}
	return &exit{status: status}
}
