package main

import (
	"os"
	"path/filepath"
	"strings"
)

// runsDir is the directory in which runs are kept: the one that a flag names, or
// the environment, or one in the user's private state folder.
func (p *process) runsDir(flag string) string {
	for _, dir := range []string{flag, p.getenv("IMPORTER_RUNS")} {
		if dir != "" {
			return dir
		}
	}
	return filepath.Join(p.stateDir(), "importer", "runs")
}

func (p *process) stateDir() string {
	for _, name := range []string{"XDG_STATE_HOME", "LOCALAPPDATA"} {
		if dir := p.getenv(name); filepath.IsAbs(dir) {
			return dir
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return filepath.Join(home, ".local", "state")
}

// synced are names of folders whose content goes to other computers.
var synced = []string{"onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud", "owncloud", "sharepoint", "syncthing"}

// warnOfSharing tells the user if others may get to see what is kept in a
// directory.
func (c *console) warnOfSharing(dir string) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return
	}
	if strings.HasPrefix(full, `\\`) {
		c.note("Note: %s is on another computer. Runs hold personal data; keep them on this one with --runs.", dir)
		return
	}
	for part := range strings.SplitSeq(strings.ToLower(filepath.ToSlash(full)), "/") {
		for _, name := range synced {
			if strings.HasPrefix(part, name) {
				c.note("Note: %s is in a folder that is copied to other computers. Runs hold personal data; keep them elsewhere with --runs.", dir)
				return
			}
		}
	}
}
