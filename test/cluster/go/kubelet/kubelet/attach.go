package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// mainProcess stands for the process a container runs: a shell that starts with the first attachment and lives
// on when its attachments leave. What it prints goes to every attachment and to the container's log.
type mainProcess struct {
	stdin    io.Writer
	terminal *os.File // nil without a terminal
	ended    chan struct{}

	lock    sync.Mutex
	outputs map[io.Writer]bool
}

// mainProcesses are the ones that run now.
type mainProcesses struct {
	lock sync.Mutex
	of   map[container]*mainProcess
}

type attacher struct {
	node      *node
	container container
}

// AttachContainer returns when the main process ends; a client that leaves before costs one waiting goroutine.
func (a attacher) AttachContainer(_ context.Context, _, _, _ string, in io.Reader, out, errOut io.WriteCloser,
	tty bool, resize <-chan remotecommand.TerminalSize) error {
	main, err := a.node.mainOf(a.container, tty)
	if err != nil {
		return err
	}
	output := io.Writer(out)
	if out == nil {
		output = errOut
	}
	if output != nil {
		main.join(output)
		defer main.leave(output)
	}
	if main.terminal != nil {
		go followSize(main.terminal, resize)
	}
	if in != nil {
		// The end of one client's input is not the end of the container's: another may attach later.
		go func() { _, _ = io.Copy(main.stdin, in) }()
	}
	<-main.ended
	return nil
}

// mainOf finds the container's main process or starts it. Whether it has a terminal is settled by who starts it.
func (n *node) mainOf(c container, tty bool) (*mainProcess, error) {
	n.mains.lock.Lock()
	defer n.mains.lock.Unlock()
	if main := n.mains.of[c]; main != nil {
		return main, nil
	}
	main, err := n.startMain(c, tty)
	if err != nil {
		return nil, err
	}
	if n.mains.of == nil {
		n.mains.of = map[container]*mainProcess{}
	}
	n.mains.of[c] = main
	return main, nil
}

func (n *node) startMain(c container, tty bool) (*mainProcess, error) {
	record, err := openLogRecord(n.logFile(c, ".log"))
	if err != nil {
		return nil, err
	}
	cmd, err := n.command(c, []string{"sh"})
	if err != nil {
		return nil, err
	}
	main := &mainProcess{ended: make(chan struct{}), outputs: map[io.Writer]bool{record: true}}
	output, err := main.start(cmd, tty)
	if err != nil {
		return nil, err
	}
	n.groups.add(cmd.Process.Pid)
	go func() {
		_, _ = io.Copy(main, output)
		_ = cmd.Wait()
		n.groups.remove(cmd.Process.Pid)
		_ = record.file.Close()
		n.mains.lock.Lock()
		delete(n.mains.of, c)
		n.mains.lock.Unlock()
		close(main.ended)
	}()
	return main, nil
}

// start runs the process and returns what it prints.
func (m *mainProcess) start(cmd *exec.Cmd, tty bool) (io.Reader, error) {
	if tty {
		terminal, err := pty.Start(cmd)
		m.stdin, m.terminal = terminal, terminal
		return terminal, err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	m.stdin = stdin
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	return output, cmd.Start()
}

func (m *mainProcess) join(output io.Writer) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.outputs[output] = true
}

func (m *mainProcess) leave(output io.Writer) {
	m.lock.Lock()
	defer m.lock.Unlock()
	delete(m.outputs, output)
}

// Write gives what the process printed to everybody and drops those who no longer take it.
func (m *mainProcess) Write(data []byte) (int, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for output := range m.outputs {
		if _, err := output.Write(data); err != nil {
			delete(m.outputs, output)
		}
	}
	return len(data), nil
}

// logRecord appends to a container's log in the container runtime's format: F for a line, P for a part of one.
type logRecord struct{ file *os.File }

func openLogRecord(path string) (*logRecord, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return &logRecord{file}, err
}

func (r *logRecord) Write(data []byte) (int, error) {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z")
	for line := range bytes.Lines(data) {
		tag := "P"
		if line[len(line)-1] == '\n' {
			tag, line = "F", line[:len(line)-1]
		}
		if _, err := fmt.Fprintf(r.file, "%s stdout %s %s\n", now, tag, line); err != nil {
			return 0, err
		}
	}
	return len(data), nil
}
