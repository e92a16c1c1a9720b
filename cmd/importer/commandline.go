package main

import (
	"strings"
	"unicode"

	"importer/internal/apply/run"
	"importer/internal/target"
)

// on composes a command about the run.
func (e *execution) on(command string) string { return e.about(command, e.dir.Meta.Code) }

// about composes a command about a run.
func (e *execution) about(command, code string) string { return about(command, code, e.runs) }

// command composes one that applies a file as the run has applied its own.
func (e *execution) command(file string, flags []setting) string {
	return applying(e.dir.Meta, e.runs, file, flags)
}

// about composes a command about a run. runs is the directory that --runs named;
// empty if it wasn't given.
func about(command, code, runs string) string {
	words := []string{"importer", command, quote(code)}
	if runs != "" {
		words = append(words, "--runs", quote(runs))
	}
	return strings.Join(words, " ")
}

// applying composes a command that can be typed as it stands: it applies a file to
// the records that a run was about. runs is the directory that --runs named; empty
// if it wasn't given.
func applying(m run.Meta, runs, file string, flags []setting) string {
	words := []string{"importer", "apply", quote(file), "-t", m.Target}
	spec, _ := target.Find(m.Target) // one that isn't known any more is nowhere else either
	switch {
	case m.Sandbox:
		words = append(words, "--sandbox")
	case m.BaseURL != spec.BaseURL:
		words = append(words, "--base-url", quote(m.BaseURL))
	}
	if runs != "" {
		words = append(words, "--runs", quote(runs))
	}
	for _, f := range flags {
		words = append(words, "--"+f.flag)
		if f.value != "true" {
			words = append(words, quote(f.value))
		}
	}
	return strings.Join(words, " ")
}

// quote writes a word for a shell: sh, PowerShell or cmd.exe. The last knows double
// quotes only, and in the others some signs mean something inside them.
func quote(word string) string {
	switch {
	case word != "" && strings.IndexFunc(word, isSpecial) < 0:
		return word
	case !strings.ContainsAny(word, "\"$`!%") && !strings.HasSuffix(word, `\`):
		return `"` + word + `"`
	case !strings.Contains(word, "'"):
		return "'" + word + "'"
	default:
		return `"` + strings.ReplaceAll(word, `"`, `\"`) + `"`
	}
}

// isSpecial reports whether a sign may mean something to a shell.
func isSpecial(r rune) bool {
	return !unicode.IsLetter(r) && !strings.ContainsRune("/.-_:\\,0123456789", r)
}
