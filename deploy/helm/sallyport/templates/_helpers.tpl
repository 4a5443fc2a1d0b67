{{- define "sallyport.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "sallyport.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "sallyport.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "sallyport.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* A name with an ending that survives the cut at 63 characters. Arguments: the context, the ending. */}}
{{- define "sallyport.nameWith" -}}
{{- $ending := index . 1 -}}
{{- printf "%s-%s" (include "sallyport.fullname" (index . 0) | trunc (int (sub 62 (len $ending))) | trimSuffix "-") $ending -}}
{{- end -}}

{{- define "sallyport.selectorLabels" -}}
app.kubernetes.io/name: {{ include "sallyport.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "sallyport.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "sallyport.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/component: authentication-proxy
app.kubernetes.io/part-of: {{ include "sallyport.name" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "sallyport.image" -}}
{{- $name := ternary .Values.image.repository (printf "%s/%s" .Values.image.registry .Values.image.repository) (empty .Values.image.registry) -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $name .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "sallyport.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.tlsSecret" -}}
{{- if .Values.tls.certManager.enabled -}}
{{- include "sallyport.nameWith" (list . "tls") -}}
{{- else -}}
{{- .Values.tls.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.isShared" -}}
{{- if eq .Values.store.kind "postgresql" -}}true{{- end -}}
{{- end -}}

{{/* Whether an init container copies the files of the keys. With a key file the keys are in the store; the files are
only needed where a store that has none yet is to get them. */}}
{{- define "sallyport.hasKeyFiles" -}}
{{- if and (include "sallyport.isShared" .) .Values.store.postgresql.keysSecret -}}true{{- end -}}
{{- end -}}

{{/* What the schema cannot say. Each message says what to write. */}}
{{- define "sallyport.validate" -}}
{{- $own := or .Values.existingConfig.configMap .Values.existingConfig.secret -}}
{{- if and .Values.existingConfig.configMap .Values.existingConfig.secret -}}
{{- fail "existingConfig: name a configMap or a secret, not both" -}}
{{- end -}}
{{- if and (not $own) (not .Values.config.server.publicUrl) -}}
{{- fail "config.server.publicUrl is missing: write the address that people type, such as https://data.example.com" -}}
{{- end -}}
{{- $credentials := list -}}
{{- if .Values.clientSecret.existingSecret }}{{ $credentials = append $credentials "clientSecret" }}{{ end -}}
{{- if .Values.clientCertificate.existingSecret }}{{ $credentials = append $credentials "clientCertificate" }}{{ end -}}
{{- if .Values.workloadIdentity.enabled }}{{ $credentials = append $credentials "workloadIdentity" }}{{ end -}}
{{- if gt (len $credentials) 1 -}}
{{- fail (printf "choose one credential, not %s" (join " and " $credentials)) -}}
{{- end -}}
{{- if and .Values.externalSecret.enabled (not .Values.clientSecret.existingSecret) -}}
{{- fail "externalSecret makes the secret that clientSecret.existingSecret names: write that name" -}}
{{- end -}}
{{- if and .Values.tls.certManager.enabled (not .Values.config.server.publicUrl) -}}
{{- fail "config.server.publicUrl is missing: cert-manager makes a certificate for its host, also with existingConfig" -}}
{{- end -}}
{{- if and .Values.tls.certManager.enabled .Values.tls.existingSecret -}}
{{- fail "tls: either existingSecret or certManager.enabled" -}}
{{- end -}}
{{- if not (include "sallyport.isShared" .) -}}
{{- if or (gt (int .Values.replicaCount) 1) .Values.autoscaling.enabled -}}
{{- fail "one SQLite store serves one pod: set store.kind to postgresql for more" -}}
{{- end -}}
{{- if .Values.podDisruptionBudget.enabled -}}
{{- fail "a disruption budget for one pod keeps its node from ever being drained: set store.kind to postgresql, or leave it out" -}}
{{- end -}}
{{- else if not .Values.store.postgresql.existingSecret -}}
{{- fail "store.postgresql.existingSecret is missing: name the secret with the URL of the store" -}}
{{- else if not (or .Values.store.postgresql.keyFileSecret .Values.store.postgresql.keysSecret) -}}
{{- fail "store.postgresql.keyFileSecret is missing: name the secret with 32 random bytes that all pods share" -}}
{{- end -}}
{{- end -}}

{{/* The configuration: what the user wrote, and above it what only the chart knows. */}}
{{- define "sallyport.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $chart := dict "server" (dict "address" "0.0.0.0" "port" 8585 "adminAddress" "0.0.0.0" "adminPort" 8586 "dataDir" "/var/lib/sallyport/data") -}}
{{- if include "sallyport.tlsSecret" . -}}
{{- $chart = mergeOverwrite $chart (dict "server" (dict "tlsCertificateFile" "/etc/sallyport/tls/tls.crt" "tlsKeyFile" "/etc/sallyport/tls/tls.key")) -}}
{{- end -}}
{{- $oidc := dict -}}
{{- if .Values.clientSecret.existingSecret -}}
{{- $oidc = dict "secretFile" (printf "/etc/sallyport/client/%s" .Values.clientSecret.key) -}}
{{- else if .Values.clientCertificate.existingSecret -}}
{{- $oidc = dict "clientAuthenticationMethod" "private_key_jwt" "clientCertificate" (dict "certificateFile" "/etc/sallyport/client/tls.crt" "keyFile" "/etc/sallyport/client/tls.key") -}}
{{- else if .Values.workloadIdentity.enabled -}}
{{- $oidc = dict "clientAuthenticationMethod" "private_key_jwt" "federatedTokenFile" "${AZURE_FEDERATED_TOKEN_FILE}" -}}
{{- $chart = mergeOverwrite $chart (dict "authenticationConfiguration" (dict "clientId" .Values.workloadIdentity.clientId "authority" (printf "https://login.microsoftonline.com/%s" .Values.workloadIdentity.tenantId))) -}}
{{- end -}}
{{- if $oidc -}}
{{- $chart = mergeOverwrite $chart (dict "authenticationConfiguration" (dict "oidcConfiguration" $oidc)) -}}
{{- end -}}
{{- if include "sallyport.isShared" . -}}
{{/* A pod that stops serves until every proxy has heard of it, unless the user wrote another time. */ -}}
{{- $config = merge $config (dict "server" (dict "stopDelay" "5s")) -}}
{{- $chart = mergeOverwrite $chart (dict "store" (dict "url" "${SALLYPORT_STORE_URL}")) -}}
{{- if .Values.store.postgresql.keyFileSecret -}}
{{- $chart = mergeOverwrite $chart (dict "store" (dict "keyFile" (printf "/etc/sallyport/key/%s" .Values.store.postgresql.keyFileKey))) -}}
{{- end -}}
{{- with .Values.store.postgresql.passwordKey -}}
{{- $chart = mergeOverwrite $chart (dict "store" (dict "passwordFile" (printf "/etc/sallyport/store/%s" .))) -}}
{{- end -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config $chart) -}}
{{- end -}}
