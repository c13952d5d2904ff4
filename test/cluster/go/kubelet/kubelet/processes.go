package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	utilexec "k8s.io/utils/exec"
)

// Output that comes after a command's own end (of a child it left behind) is waited for this long.
const drainTimeout = 2 * time.Second

// processGroups knows the process groups that run now, in memory and as files named by their pid.
type processGroups struct {
	dir  string
	lock sync.Mutex
	pids map[int]bool
}

func newProcessGroups(dir string) (*processGroups, error) {
	return &processGroups{dir: dir, pids: map[int]bool{}}, os.MkdirAll(dir, 0o755)
}

func (g *processGroups) add(pid int) {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.pids[pid] = true
	// A missing file only means that a kill of this process itself may leave the group behind.
	_ = os.WriteFile(filepath.Join(g.dir, strconv.Itoa(pid)), nil, 0o644)
}

// remove ends what the group's leader left behind and forgets the group.
func (g *processGroups) remove(pid int) {
	g.lock.Lock()
	defer g.lock.Unlock()
	_ = syscall.Kill(-pid, syscall.SIGKILL)
	delete(g.pids, pid)
	_ = os.Remove(filepath.Join(g.dir, strconv.Itoa(pid)))
}

func (g *processGroups) killAll() {
	g.lock.Lock()
	defer g.lock.Unlock()
	for pid := range g.pids {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
}

// command prepares a process of a container: its own directory, its pod's name as host name, nothing else of
// this process's environment but the search path.
func (n *node) command(c container, argv []string) (*exec.Cmd, error) {
	dir, err := n.workingDirectory(c)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "HOSTNAME=" + c.pod, "TERM=xterm-256color"}
	cmd.WaitDelay = drainTimeout
	return cmd, nil
}

// exitStatus turns the end of a process into what the remote command library reports: nothing for success, and
// an error with a code otherwise, 128 plus the signal's number where a signal ended it, as container runtimes do.
func exitStatus(err error) error {
	var exit *exec.ExitError
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	if !errors.As(err, &exit) {
		return err
	}
	code := exit.ExitCode()
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		code = 128 + int(status.Signal())
	}
	return utilexec.CodeExitError{Err: err, Code: code}
}
