//go:build tools

// Pins oauth2-proxy, which the interop tests build from this module: go.sum has the hashes of all its modules.
package tools

import _ "github.com/oauth2-proxy/oauth2-proxy/v7"
