// Writes client certificates for tests: DIR/ca.crt and DIR/ca.key once, then DIR/USER.crt and DIR/USER.key.
//
// The common name is the user and each organization one of its groups: that is how an API server reads them.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"io/fs"
	"log"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	dir := flag.String("dir", "", "where the certificates lie")
	user := flag.String("user", "", "the user; without one only the authority is written")
	groups := flag.String("groups", "", "the user's groups, with commas between them")
	validFor := flag.Duration("valid-for", 24*time.Hour, "how long from now; negative for one that has expired")
	flag.Parse()
	if err := run(*dir, *user, *groups, *validFor); err != nil {
		log.Fatal(err)
	}
}

func run(dir, user, groups string, validFor time.Duration) error {
	authority, err := loadAuthority(dir)
	if errors.Is(err, fs.ErrNotExist) {
		authority, err = writeAuthority(dir)
	}
	if err != nil || user == "" {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: user},
		NotBefore:    time.Now().AddDate(-1, 0, 0),
		NotAfter:     time.Now().Add(validFor),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if groups != "" {
		template.Subject.Organization = strings.Split(groups, ",")
	}
	return write(filepath.Join(dir, user), template, authority)
}

func loadAuthority(dir string) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key"))
	return &pair, err
}

func writeAuthority(dir string) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "client-ca"},
		NotBefore:             time.Now().AddDate(-1, 0, 0),
		NotAfter:              time.Now().AddDate(10, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := write(filepath.Join(dir, "ca"), template, nil); err != nil {
		return nil, err
	}
	return loadAuthority(dir)
}

// write makes a key and its certificate, signed by the authority, or by itself where there is none.
func write(path string, template *x509.Certificate, authority *tls.Certificate) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	parent, signer := template, any(key)
	if authority != nil {
		parent, signer = authority.Leaf, authority.PrivateKey
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return err
	}
	encodedKey, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePEM(path+".key", "EC PRIVATE KEY", encodedKey); err != nil {
		return err
	}
	return writePEM(path+".crt", "CERTIFICATE", certificate)
}

func writePEM(path, kind string, data []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600)
}
