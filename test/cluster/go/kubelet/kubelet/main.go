// The kubelet's door for tests: what the API server calls on a node for logs, exec, attach and port-forward.
//
// The wire is the real kubelet's, since it is the real kubelet's code (k8s.io/cri-streaming, k8s.io/cri-client).
// Behind it stand no containers but local processes in a scratch directory and log files that tests write:
//
//	DIR/logs/NAMESPACE/POD/CONTAINER.log           the log, in the container runtime's own format
//	DIR/logs/NAMESPACE/POD/CONTAINER.previous.log  the log of the instance before it (kubectl logs --previous)
//	DIR/logs/NAMESPACE/POD/CONTAINER.instance      names the running instance, or says "ended", or "waiting: WHY"
//	                                               of one that has not started; a change ends whoever follows the log
//	DIR/containers/NAMESPACE/POD/CONTAINER/        the working directory of its processes
//	DIR/process-groups/PID                         one for each process group that runs now
//
// The last one lets whoever ends this process by force end those groups too.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/cri-streaming/pkg/streaming/portforward"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// A real kubelet closes a silent stream after four hours.
const streamIdleTimeout = 4 * time.Hour

// node is the directory everything above lives in, and the processes that run there.
type node struct {
	dir    string
	groups *processGroups
	mains  mainProcesses
}

func main() {
	dir := flag.String("dir", "", "the scratch directory")
	address := flag.String("address", "127.0.0.1:0", "the loopback address to listen on")
	flag.Parse()
	if err := run(*dir, *address); err != nil {
		log.Fatal(err)
	}
}

func run(dir, address string) error {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	groups, err := newProcessGroups(filepath.Join(absolute, "process-groups"))
	if err != nil {
		return err
	}
	defer groups.killAll()
	certificate, err := selfSignedCertificate()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	log.Printf("listening on %s", listener.Addr())
	served := make(chan error, 1)
	go func() {
		n := &node{dir: absolute, groups: groups}
		tlsListener := tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}})
		served <- http.Serve(tlsListener, n.routes())
	}()
	stop, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	select {
	case err := <-served:
		return err
	case <-stop.Done():
		return nil
	}
}

func (n *node) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", n.serveLogs)
	for _, method := range []string{"GET", "POST"} {
		mux.HandleFunc(method+" /exec/{namespace}/{pod}/{container}", n.serveExec)
		mux.HandleFunc(method+" /attach/{namespace}/{pod}/{container}", n.serveAttach)
		mux.HandleFunc(method+" /portForward/{namespace}/{pod}", n.servePortForward)
	}
	return mux
}

func (n *node) serveExec(w http.ResponseWriter, r *http.Request) {
	c, ok := n.runningContainer(w, r)
	if !ok {
		return
	}
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	remotecommand.ServeExec(w, r, executor{n, c}, c.pod, "", c.name, r.URL.Query()["command"], options,
		streamIdleTimeout, remotecommand.DefaultStreamCreationTimeout, remotecommand.SupportedStreamingProtocols)
}

func (n *node) serveAttach(w http.ResponseWriter, r *http.Request) {
	c, ok := n.runningContainer(w, r)
	if !ok {
		return
	}
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	remotecommand.ServeAttach(w, r, attacher{n, c}, c.pod, "", c.name, options,
		streamIdleTimeout, remotecommand.DefaultStreamCreationTimeout, remotecommand.SupportedStreamingProtocols)
}

func (n *node) servePortForward(w http.ResponseWriter, r *http.Request) {
	options, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	portforward.ServePortForward(w, r, loopback{}, r.PathValue("pod"), "", options,
		streamIdleTimeout, remotecommand.DefaultStreamCreationTimeout, portforward.SupportedProtocols)
}

// container names one container; every path of it is below the scratch directory.
type container struct{ namespace, pod, name string }

// containerOf reads the container from the request's path and refuses names that would leave the directory.
func containerOf(w http.ResponseWriter, r *http.Request) (container, bool) {
	c := container{r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container")}
	for _, part := range []string{c.namespace, c.pod, c.name} {
		if !filepath.IsLocal(part) || filepath.Base(part) != part {
			http.Error(w, fmt.Sprintf("%q is no name", part), http.StatusBadRequest)
			return c, false
		}
	}
	return c, true
}

// What a container's instance file says of one that does not run.
const (
	ended      = "ended"
	waitingFor = "waiting: "
)

// instance tells one run of the container from the next; empty for a container that never restarted.
func (n *node) instance(c container) string {
	data, _ := os.ReadFile(n.logFile(c, ".instance")) // which such a container does not have
	return string(data)
}

// runningContainer is containerOf for requests that need a running one; it answers as a kubelet does where there is none.
func (n *node) runningContainer(w http.ResponseWriter, r *http.Request) (container, bool) {
	c, ok := containerOf(w, r)
	if !ok {
		return c, false
	}
	if instance := n.instance(c); instance == ended || strings.HasPrefix(instance, waitingFor) {
		http.Error(w, fmt.Sprintf("container not found (%q)", c.name), http.StatusInternalServerError)
		return c, false
	}
	return c, true
}

// logFile is the path of the container's log directory entry with this ending.
func (n *node) logFile(c container, ending string) string {
	return filepath.Join(n.dir, "logs", c.namespace, c.pod, c.name+ending)
}

// workingDirectory is where the container's processes run; made on first use.
func (n *node) workingDirectory(c container) (string, error) {
	dir := filepath.Join(n.dir, "containers", c.namespace, c.pod, c.name)
	return dir, os.MkdirAll(dir, 0o755)
}
