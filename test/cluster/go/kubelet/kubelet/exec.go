package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/creack/pty"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// endOfTransmission is what a terminal's line discipline takes for the end of input.
const endOfTransmission = 4

type executor struct {
	node      *node
	container container
}

func (e executor) ExecInContainer(_ context.Context, _, _, _ string, argv []string, in io.Reader,
	out, errOut io.WriteCloser, tty bool, resize <-chan remotecommand.TerminalSize, _ time.Duration) error {
	if len(argv) == 0 {
		return errors.New("no command")
	}
	cmd, err := e.node.command(e.container, argv)
	if err != nil {
		return err
	}
	if tty {
		return e.node.runOnTerminal(cmd, in, out, resize)
	}
	return e.node.runOnPipes(cmd, in, out, errOut)
}

func (n *node) runOnPipes(cmd *exec.Cmd, in io.Reader, out, errOut io.Writer) error {
	// A process of its own group, so that all it starts can be ended with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stdout, cmd.Stderr = out, errOut
	var stdin io.WriteCloser
	if in != nil {
		pipe, err := cmd.StdinPipe()
		if err != nil {
			return err
		}
		stdin = pipe
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	n.groups.add(cmd.Process.Pid)
	defer n.groups.remove(cmd.Process.Pid)
	if stdin != nil {
		go func() {
			_, _ = io.Copy(stdin, in)
			_ = stdin.Close()
		}()
	}
	return exitStatus(cmd.Wait())
}

func (n *node) runOnTerminal(cmd *exec.Cmd, in io.Reader, out io.Writer,
	resize <-chan remotecommand.TerminalSize) error {
	terminal, err := pty.Start(cmd)
	if err != nil {
		return err
	}
	n.groups.add(cmd.Process.Pid)
	defer n.groups.remove(cmd.Process.Pid)
	go followSize(terminal, resize)
	if in != nil {
		go func() {
			_, _ = io.Copy(terminal, in)
			_, _ = terminal.Write([]byte{endOfTransmission})
		}()
	}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		// The read ends with an error when the last process closes the terminal; a failed write means that the
		// client is gone, and closing the terminal then hangs up on the process.
		_, _ = io.Copy(out, terminal)
		_ = terminal.Close()
	}()
	err = cmd.Wait()
	select {
	case <-copied:
	case <-time.After(drainTimeout):
		_ = terminal.Close()
	}
	return exitStatus(err)
}

func followSize(terminal *os.File, resize <-chan remotecommand.TerminalSize) {
	for size := range resize {
		_ = pty.Setsize(terminal, &pty.Winsize{Rows: size.Height, Cols: size.Width})
	}
}
