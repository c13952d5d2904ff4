package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-client/pkg/logs"
)

func (n *node) serveLogs(w http.ResponseWriter, r *http.Request) {
	c, ok := containerOf(w, r)
	if !ok {
		return
	}
	query := r.URL.Query()
	options, err := logOptions(query)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if reason, waiting := strings.CutPrefix(n.instance(c), waitingFor); waiting {
		message := fmt.Sprintf("container %q in pod %q is waiting to start: %s", c.name, c.pod, reason)
		http.Error(w, message, http.StatusBadRequest)
		return
	}
	path, err := n.logToRead(c, query.Get("previous") == "true")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out := flushed{w, http.NewResponseController(w)}
	stdout, stderr := io.Writer(out), io.Writer(out)
	switch query.Get("stream") {
	case "Stdout":
		stderr = nil
	case "Stderr":
		stdout = nil
	}
	w.Header().Set("Transfer-Encoding", "chunked")
	// As a kubelet does: the head of the answer goes at once, however quiet the log is.
	if _, err := out.Write(nil); err != nil {
		return
	}
	if err := logs.ReadLogs(r.Context(), path, c.name, options, n.runtimeOf(c), stdout, stderr); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

// logToRead is the file to read. The current log exists as soon as a container does, so an empty one is made.
func (n *node) logToRead(c container, previous bool) (string, error) {
	if previous {
		path := n.logFile(c, ".previous.log")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("previous terminated container %q in pod %q not found", c.name, c.pod)
		}
		return path, nil
	}
	path := n.logFile(c, ".log")
	record, err := openLogRecord(path)
	if err != nil {
		return "", err
	}
	return path, record.file.Close()
}

// logOptions reads v1.PodLogOptions from the query, as a kubelet does.
func logOptions(query url.Values) (*logs.LogOptions, error) {
	options := &logs.LogOptions{Follow: query.Get("follow") == "true", Timestamp: query.Get("timestamps") == "true"}
	var err error
	if options.TailLines, err = number(query, "tailLines"); err != nil {
		return nil, err
	}
	if options.LimitBytes, err = number(query, "limitBytes"); err != nil {
		return nil, err
	}
	seconds, err := number(query, "sinceSeconds")
	if err != nil {
		return nil, err
	}
	if seconds != nil {
		options.Since = time.Now().Add(-time.Duration(*seconds) * time.Second)
	}
	if since := query.Get("sinceTime"); since != "" {
		options.Since, err = time.Parse(time.RFC3339Nano, since)
	}
	return options, err
}

// number is the query's value, or nil where it is not there.
func number(query url.Values, name string) (*int64, error) {
	if !query.Has(name) {
		return nil, nil
	}
	value, err := strconv.ParseInt(query.Get(name), 10, 64)
	return &value, err
}

// flushed sends every line on its way at once; without that a quiet log would be followed in blocks.
type flushed struct {
	io.Writer
	controller *http.ResponseController
}

func (f flushed) Write(data []byte) (int, error) {
	n, err := f.Writer.Write(data)
	if err == nil {
		err = f.controller.Flush()
	}
	return n, err
}

// runtime answers the one question that following asks of a container runtime: does the container still run?
type runtime struct {
	internalapi.RuntimeService
	read     func() string // the container's instance now
	instance string        // and when following began
}

func (n *node) runtimeOf(c container) runtime {
	read := func() string { return n.instance(c) }
	return runtime{read: read, instance: read()}
}

func (r runtime) ContainerStatus(context.Context, string, bool) (*runtimeapi.ContainerStatusResponse, error) {
	state := runtimeapi.ContainerState_CONTAINER_RUNNING
	if now := r.read(); now == ended || now != r.instance {
		state = runtimeapi.ContainerState_CONTAINER_EXITED
	}
	return &runtimeapi.ContainerStatusResponse{Status: &runtimeapi.ContainerStatus{State: state}}, nil
}
