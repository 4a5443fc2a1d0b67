//go:build tools

// Pins helm, which the tests of the chart build from this module: go.sum has the hashes of all its modules.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
