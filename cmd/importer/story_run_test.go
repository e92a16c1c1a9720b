package main

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// runCommands look at runs in stories, and spoil them.
func runCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"note": noteCommand, "folder": folderCommand, "runs": runsCommand, "spoil": spoilCommand,
	}
}

// note NAME: the environment variable gets the code of the newest run.
func noteCommand(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], listed(ts)[0].Meta.Code)
}

// folder NAME: the environment variable gets the directory of the newest run.
func folderCommand(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], listed(ts)[0].Path)
}

// spoil FILE NAME: the middle of a file of the newest run is lost, and the
// environment variable gets the name of the run's directory.
func spoilCommand(ts *testscript.TestScript, _ bool, args []string) {
	d := listed(ts)[0]
	data, err := os.ReadFile(d.File(args[0]))
	ts.Check(err)
	copy(data, "\n?\n")
	ts.Check(os.WriteFile(d.File(args[0]), data, 0o600))
	ts.Setenv(args[1], filepath.Base(d.Path))
}
