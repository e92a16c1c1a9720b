package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/sandbox"
	"importer/internal/target"
)

// A playground is a sandbox that listens on this computer only.
type playground struct {
	server *http.Server
	url    string // of the host; each API has its own path below it
	done   chan error
}

// serve begins to listen on a loopback address.
func serve(address string, handler http.Handler) (*playground, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, usage("for example: --listen 127.0.0.1:8080", "--listen %q: the sandbox listens on this computer only", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	p := &playground{
		server: &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second},
		url:    "http://" + listener.Addr().String(),
		done:   make(chan error, 1),
	}
	go func() { p.done <- p.server.Serve(listener) }()
	return p, nil
}

func (p *playground) close() error {
	err := p.server.Close()
	if served := <-p.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

type sandboxFlags struct {
	listen   string
	fail     float64
	seed     uint64
	noLimits bool
}

func (p *process) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the imitation of the APIs on this computer, until stopped",
		Args:  atMost(0),
		RunE:  func(c *cobra.Command, _ []string) error { return p.serveSandbox(c.Context(), f) },
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
	c.Flags().Float64Var(&f.fail, "fail", 0, "share of the requests that go wrong in some way, 0 to 1")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "draws the same failures again")
	c.Flags().BoolVar(&f.noLimits, "no-limit-headers", false, "send no RateLimit headers")
	p.addLanguage(c)
	return c
}

// systems gives one target of each system.
func systems() []target.Spec {
	met := map[string]bool{}
	return slices.DeleteFunc(target.All(), func(s target.Spec) bool {
		defer func() { met[s.System] = true }()
		return met[s.System]
	})
}

func (p *process) serveSandbox(ctx context.Context, f sandboxFlags) error {
	if f.fail < 0 || f.fail > 1 {
		return usage("for example: --fail 0.1", "--fail is a share from 0 to 1")
	}
	options := sandbox.Options{}
	options.Bucket.Silent = f.noLimits
	if f.fail > 0 {
		options.Fail = sandbox.Random(f.fail, f.seed)
	}
	imitation := sandbox.New(options)
	play, err := serve(f.listen, imitation)
	if err != nil {
		return err
	}
	credentials := sandbox.DefaultCredentials()
	fmt.Fprintln(p.out, p.speaks.Say("Serving an invented Meitner (%d pupils, %d groups), Konstantly (%d groups) and Tabula (%d small groups),\non this computer only, until Ctrl-C.",
		len(imitation.Students()), len(imitation.Groups()), len(imitation.KonstantlyGroups()), len(imitation.TabulaGroups())))
	for _, spec := range systems() {
		fmt.Fprintf(p.out, "\n%s\n  --base-url %s\n", spec.System, play.url+spec.Path)
		for _, c := range spec.Credentials {
			value := credentials.ID
			if c.Secret {
				value = credentials.Secret
			}
			fmt.Fprintf(p.out, "  %s=%s\n", c.Env[0], value)
		}
	}
	select {
	case <-ctx.Done():
		return play.close()
	case err := <-play.done:
		return err
	}
}
