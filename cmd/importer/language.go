package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"importer/internal/report"
)

// A language is one that reports can be written in.
type language struct{ report.Lang }

func (l *language) String() string { return string(l.Lang) }

func (l *language) Set(text string) error {
	lang, ok := report.ParseLang(text)
	if !ok {
		return errors.New("it is en or sv")
	}
	l.Lang = lang
	return nil
}

func (l *language) Type() string { return "en|sv" }

// languageOf gives the one that the environment asks for, or English.
func languageOf(getenv func(string) string) language {
	if lang, ok := report.ParseLang(getenv("IMPORTER_LANG")); ok {
		return language{lang}
	}
	return language{report.English}
}

func (p *process) language() language { return languageOf(p.getenv) }

// addLanguage gives a command the flag, where it writes no reports.
func (p *process) addLanguage(c *cobra.Command) {
	lang := p.language()
	c.Flags().Var(&lang, "lang", "language of what is said: en or sv (also: IMPORTER_LANG)")
}

// spoken gives the language that a command was told to speak, or the
// environment's.
func (p *process) spoken(c *cobra.Command) report.Lang {
	if flag := c.Flags().Lookup("lang"); flag != nil && flag.Changed {
		if l, ok := report.ParseLang(flag.Value.String()); ok {
			return l
		}
	}
	return p.asked()
}

// asked gives the language that is typed in a command line which isn't understood,
// or the environment's.
func (p *process) asked() report.Lang {
	for i, arg := range p.args {
		name, value, set := strings.Cut(arg, "=")
		if !set && i+1 < len(p.args) {
			value = p.args[i+1]
		}
		if l, ok := report.ParseLang(value); ok && name == "--lang" {
			return l
		}
	}
	return p.language().Lang
}
