package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"importer/internal/apply"
	"importer/internal/target"
)

// credentials gathers what proves who is asking: from the environment, from a
// file that a variable with _FILE names, or by asking on the terminal. They are
// never taken from the command line, where others could read them.
func (p *process) credentials(ctx context.Context, spec target.Spec) (map[string]target.Secret, error) {
	found := map[string]target.Secret{}
	for _, c := range spec.Credentials {
		value, err := p.fromEnvironment(c)
		if err != nil {
			return nil, err
		}
		if value == "" {
			if value, err = p.typed(ctx, spec, c); err != nil {
				return nil, err
			}
		}
		found[c.Title] = target.Secret(value)
	}
	return found, nil
}

// typed asks for a credential on the terminal. Ctrl-D is as good as Ctrl-C there.
func (p *process) typed(ctx context.Context, spec target.Spec, c target.Credential) (string, error) {
	value, err := ask(ctx, p.speaks.Say("%s of %s: ", p.speaks.Refusal(c.Title), spec.System), c.Secret)
	if errors.Is(err, io.EOF) {
		return "", apply.ErrInterrupted
	}
	if errors.Is(err, errNoTerminal) || err == nil && value == "" {
		return "", missing(spec, c)
	}
	return value, err
}

func (p *process) fromEnvironment(c target.Credential) (string, error) {
	for _, name := range c.Env {
		if value := p.getenv(name); value != "" {
			return value, nil
		}
		path := p.getenv(name + "_FILE")
		if path == "" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return "", &exit{status: exitCredentials, err: fmt.Errorf("%s_FILE: %w", name, err)}
		}
		return strings.TrimSpace(string(data)), nil
	}
	return "", nil
}

func missing(spec target.Spec, c target.Credential) error {
	return &exit{
		status: exitCredentials,
		err:    fmt.Errorf("the %s of %s is missing", c.Title, spec.System),
		hint:   fmt.Sprintf("put it into the environment variable %s, or into a file that %s_FILE names", c.Env[0], c.Env[0]),
	}
}
