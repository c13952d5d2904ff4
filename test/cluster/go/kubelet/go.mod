module periplus.test/kubelet

go 1.26.0

require (
	github.com/creack/pty v1.1.24 // indirect
	k8s.io/api v0.37.1 // indirect
	k8s.io/cri-client v0.37.1 // indirect
	k8s.io/cri-streaming v0.37.1 // indirect
)
