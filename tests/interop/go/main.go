// Runs MSAL for Go against a directory. Reads one request as JSON from each line of standard input, and answers each
// with a line of JSON: what the library returned, or how it refused.
package main

import (
	"bufio"
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	msal "github.com/AzureAD/microsoft-authentication-library-for-go/apps/errors"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/managedidentity"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

type request struct {
	Id                                                               int
	Op, Authority, CaFile, ClientId, Secret, Certificate, PrivateKey string
	RedirectUri, Code, Verifier, Person, Password, Assertion         string
	Resource                                                         string
	Scopes                                                           []string
}

type answer map[string]any

func httpClient(told request) (*http.Client, error) {
	pem, err := os.ReadFile(told.CaFile)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in " + told.CaFile)
	}
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}, nil
}

func credentialOf(told request) (confidential.Credential, error) {
	if told.Certificate == "" {
		return confidential.NewCredFromSecret(told.Secret)
	}
	certificates, key, err := confidential.CertFromPEM([]byte(told.Certificate+told.PrivateKey), "")
	if err != nil {
		return confidential.Credential{}, err
	}
	return confidential.NewCredFromCert(certificates, key.(crypto.PrivateKey))
}

func confidentialClient(told request) (confidential.Client, error) {
	client, err := httpClient(told)
	if err != nil {
		return confidential.Client{}, err
	}
	credential, err := credentialOf(told)
	if err != nil {
		return confidential.Client{}, err
	}
	return confidential.New(told.Authority, told.ClientId, credential, confidential.WithInstanceDiscovery(false), confidential.WithHTTPClient(client))
}

func publicClient(told request) (public.Client, error) {
	client, err := httpClient(told)
	if err != nil {
		return public.Client{}, err
	}
	return public.New(told.ClientId, public.WithAuthority(told.Authority), public.WithInstanceDiscovery(false), public.WithHTTPClient(client))
}

// The confidential client of the last sign-in, which holds the cached account.
var signedIn confidential.Client

func byClient(ctx context.Context, told request) (answer, error) {
	client, err := confidentialClient(told)
	if err != nil {
		return nil, err
	}
	result, err := client.AcquireTokenByCredential(ctx, told.Scopes)
	return answer{"access_token": result.AccessToken}, err
}

func beginCode(ctx context.Context, told request) (answer, error) {
	client, err := confidentialClient(told)
	if err != nil {
		return nil, err
	}
	url, err := client.AuthCodeURL(ctx, told.ClientId, told.RedirectUri, told.Scopes)
	return answer{"url": url}, err
}

func byCode(ctx context.Context, told request) (answer, error) {
	client, err := confidentialClient(told)
	if err != nil {
		return nil, err
	}
	options := []confidential.AcquireByAuthCodeOption{}
	if told.Verifier != "" {
		options = append(options, confidential.WithChallenge(told.Verifier))
	}
	result, err := client.AcquireTokenByAuthCode(ctx, told.Code, told.RedirectUri, told.Scopes, options...)
	if err == nil {
		signedIn = client
	}
	return answer{"access_token": result.AccessToken, "oid": result.IDToken.Oid, "account": result.Account.HomeAccountID, "username": result.Account.PreferredUsername}, err
}

func beginPublicCode(ctx context.Context, told request) (answer, error) {
	client, err := publicClient(told)
	if err != nil {
		return nil, err
	}
	url, err := client.AuthCodeURL(ctx, told.ClientId, told.RedirectUri, told.Scopes)
	return answer{"url": url}, err
}

func byPublicCode(ctx context.Context, told request) (answer, error) {
	client, err := publicClient(told)
	if err != nil {
		return nil, err
	}
	result, err := client.AcquireTokenByAuthCode(ctx, told.Code, told.RedirectUri, told.Scopes)
	return answer{"access_token": result.AccessToken, "oid": result.IDToken.Oid}, err
}

func silently(ctx context.Context, told request) (answer, error) {
	accounts, err := signedIn.Account(ctx, told.Person)
	if err != nil {
		return nil, err
	}
	result, err := signedIn.AcquireTokenSilent(ctx, told.Scopes, confidential.WithSilentAccount(accounts))
	return answer{"access_token": result.AccessToken}, err
}

func byDevice(ctx context.Context, told request) (answer, error) {
	client, err := publicClient(told)
	if err != nil {
		return nil, err
	}
	code, err := client.AcquireTokenByDeviceCode(ctx, told.Scopes)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer{"id": told.Id, "user_code": code.Result.UserCode, "verification_uri": code.Result.VerificationURL}); err != nil {
		return nil, err
	}
	result, err := code.AuthenticationResult(ctx)
	return answer{"access_token": result.AccessToken, "oid": result.IDToken.Oid}, err
}

func byPassword(ctx context.Context, told request) (answer, error) {
	client, err := publicClient(told)
	if err != nil {
		return nil, err
	}
	result, err := client.AcquireTokenByUsernamePassword(ctx, told.Scopes, told.Person, told.Password)
	return answer{"access_token": result.AccessToken, "oid": result.IDToken.Oid}, err
}

func onBehalfOf(ctx context.Context, told request) (answer, error) {
	client, err := confidentialClient(told)
	if err != nil {
		return nil, err
	}
	result, err := client.AcquireTokenOnBehalfOf(ctx, told.Assertion, told.Scopes)
	return answer{"access_token": result.AccessToken, "oid": result.IDToken.Oid}, err
}

func managedIdentity(ctx context.Context, told request) (answer, error) {
	client, err := managedidentity.New(managedidentity.SystemAssigned())
	if err != nil {
		return nil, err
	}
	result, err := client.AcquireToken(ctx, told.Resource)
	return answer{"access_token": result.AccessToken}, err
}

var operations = map[string]func(context.Context, request) (answer, error){
	"by_client": byClient, "begin_code": beginCode, "by_code": byCode, "silently": silently, "by_device": byDevice,
	"begin_public_code": beginPublicCode, "by_public_code": byPublicCode, "by_password": byPassword, "on_behalf_of": onBehalfOf,
	"managed_identity": managedIdentity,
}

// What the library says of a refusal: the text of its error, and the body of the answer that it got.
func refusal(err error) answer {
	said := answer{"error": err.Error(), "error_description": err.Error()}
	var call msal.CallErr
	if errors.As(err, &call) {
		said["status"] = call.Resp.StatusCode
		if body, failed := io.ReadAll(call.Resp.Body); failed == nil {
			said["body"] = string(body)
		}
	}
	return said
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var told request
		if err := json.Unmarshal(lines.Bytes(), &told); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		said, err := operations[told.Op](ctx, told)
		cancel()
		if err != nil {
			said = refusal(err)
		}
		said["id"] = told.Id
		if err := json.NewEncoder(os.Stdout).Encode(said); err != nil {
			os.Exit(1)
		}
	}
}
