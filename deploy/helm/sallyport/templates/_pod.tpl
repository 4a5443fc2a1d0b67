{{- define "sallyport.volumeMounts" -}}
- {name: config, mountPath: /etc/sallyport/config, readOnly: true}
- {name: data, mountPath: /var/lib/sallyport}
{{- if or .Values.clientSecret.existingSecret .Values.clientCertificate.existingSecret }}
- {name: client, mountPath: /etc/sallyport/client, readOnly: true}
{{- end }}
{{- if include "sallyport.tlsSecret" . }}
- {name: tls, mountPath: /etc/sallyport/tls, readOnly: true}
{{- end }}
{{- if and (include "sallyport.isShared" .) .Values.store.postgresql.passwordKey }}
- {name: store, mountPath: /etc/sallyport/store, readOnly: true}
{{- end }}
{{- if and (include "sallyport.isShared" .) .Values.store.postgresql.keyFileSecret }}
- {name: key, mountPath: /etc/sallyport/key, readOnly: true}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What the chart's own configuration says of what the chart mounts. A configuration of the user's own gets it as
variables, which count where that file leaves a key out. */}}
{{- define "sallyport.ownConfigEnvironment" -}}
{{- $variables := dict "SALLYPORT_DATA_DIR" "/var/lib/sallyport/data" -}}
{{- if include "sallyport.tlsSecret" . -}}
{{- $_ := set $variables "SALLYPORT_TLS_CERTIFICATE_FILE" "/etc/sallyport/tls/tls.crt" -}}
{{- $_ := set $variables "SALLYPORT_TLS_KEY_FILE" "/etc/sallyport/tls/tls.key" -}}
{{- end -}}
{{- if .Values.clientSecret.existingSecret -}}
{{- $_ := set $variables "SALLYPORT_CLIENT_SECRET_FILE" (printf "/etc/sallyport/client/%s" .Values.clientSecret.key) -}}
{{- else if .Values.clientCertificate.existingSecret -}}
{{- $_ := set $variables "SALLYPORT_CLIENT_CERTIFICATE_FILE" "/etc/sallyport/client/tls.crt" -}}
{{- $_ := set $variables "SALLYPORT_CLIENT_KEY_FILE" "/etc/sallyport/client/tls.key" -}}
{{- end -}}
{{- if include "sallyport.isShared" . -}}
{{- $_ := set $variables "SALLYPORT_STOP_DELAY" "5s" -}}
{{- with .Values.store.postgresql.passwordKey -}}
{{- $_ := set $variables "SALLYPORT_STORE_PASSWORD_FILE" (printf "/etc/sallyport/store/%s" .) -}}
{{- end -}}
{{- if .Values.store.postgresql.keyFileSecret -}}
{{- $_ := set $variables "SALLYPORT_STORE_KEY_FILE" (printf "/etc/sallyport/key/%s" .Values.store.postgresql.keyFileKey) -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := $variables }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end -}}
{{- end -}}

{{- define "sallyport.environment" -}}
{{- $shared := include "sallyport.isShared" . -}}
{{- $own := or .Values.existingConfig.configMap .Values.existingConfig.secret -}}
{{- if or $shared $own .Values.extraEnv }}
env:
  {{- if $shared }}
  - name: SALLYPORT_STORE_URL
    valueFrom:
      secretKeyRef:
        name: {{ .Values.store.postgresql.existingSecret }}
        key: {{ .Values.store.postgresql.urlKey }}
  {{- end }}
  {{- if $own }}
  {{- include "sallyport.ownConfigEnvironment" . | nindent 2 }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- with .Values.envFrom }}
envFrom: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The same pod for the StatefulSet and the Deployment. */}}
{{- define "sallyport.podTemplate" -}}
metadata:
  labels:
    {{- include "sallyport.labels" . | nindent 4 }}
    {{- if .Values.workloadIdentity.enabled }}
    azure.workload.identity/use: "true"
    {{- end }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A changed configuration makes new pods.
    checksum/config: {{ include "sallyport.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "sallyport.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext: {{- toYaml .Values.podSecurityContext | nindent 4 }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- if or .Values.configCheck.enabled .Values.initContainers (include "sallyport.hasKeyFiles" .) }}
  initContainers:
    {{- if include "sallyport.hasKeyFiles" . }}
    # Kubernetes mounts a secret so that the pod's group may read it. Sallyport refuses such keys, so they are copied.
    - name: keys
      image: {{ .Values.store.postgresql.keysImage }}
      command: [sh, -c, "umask 077 && mkdir -p /var/lib/sallyport/data && cp /keys/* /var/lib/sallyport/data/"]
      securityContext: {{- toYaml .Values.securityContext | nindent 8 }}
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - {name: keys, mountPath: /keys, readOnly: true}
        - {name: data, mountPath: /var/lib/sallyport}
    {{- end }}
    {{- if .Values.configCheck.enabled }}
    - name: config-check
      image: {{ include "sallyport.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [config, check, /etc/sallyport/config/sallyport.yaml]
      {{- with include "sallyport.environment" . }}
      {{- . | nindent 6 }}
      {{- end }}
      securityContext: {{- toYaml .Values.securityContext | nindent 8 }}
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts: {{- include "sallyport.volumeMounts" . | nindent 8 }}
    {{- end }}
    {{- with .Values.initContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  containers:
    - name: sallyport
      image: {{ include "sallyport.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - serve
        - --config
        - /etc/sallyport/config/sallyport.yaml
        {{- with .Values.extraArgs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with include "sallyport.environment" . }}
      {{- . | nindent 6 }}
      {{- end }}
      ports:
        - {name: http, containerPort: 8585}
        - {name: http-admin, containerPort: 8586}
      startupProbe:
        httpGet: {path: /readyz, port: http-admin}
        periodSeconds: 2
        failureThreshold: 60
      readinessProbe:
        httpGet: {path: /readyz, port: http-admin}
        periodSeconds: 5
        timeoutSeconds: 6
      livenessProbe:
        httpGet: {path: /healthz, port: http-admin}
        periodSeconds: 10
        timeoutSeconds: 5
      securityContext: {{- toYaml .Values.securityContext | nindent 8 }}
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts: {{- include "sallyport.volumeMounts" . | nindent 8 }}
    {{- with .Values.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    - name: config
      {{- if .Values.existingConfig.secret }}
      secret: {secretName: {{ .Values.existingConfig.secret }}, defaultMode: 0440}
      {{- else }}
      configMap: {name: {{ .Values.existingConfig.configMap | default (include "sallyport.fullname" .) }}}
      {{- end }}
    {{- with .Values.clientSecret.existingSecret | default .Values.clientCertificate.existingSecret }}
    - name: client
      secret: {secretName: {{ . }}, defaultMode: 0440}
    {{- end }}
    {{- with include "sallyport.tlsSecret" . }}
    - name: tls
      secret: {secretName: {{ . }}, defaultMode: 0440}
    {{- end }}
    {{- if include "sallyport.isShared" . }}
    {{- with .Values.store.postgresql.passwordKey }}
    - name: store
      secret:
        secretName: {{ $.Values.store.postgresql.existingSecret }}
        defaultMode: 0440
        items: [{key: {{ . }}, path: {{ . }}}]
    {{- end }}
    {{- with .Values.store.postgresql.keyFileSecret }}
    - name: key
      secret:
        secretName: {{ . }}
        defaultMode: 0440
        items: [{key: {{ $.Values.store.postgresql.keyFileKey }}, path: {{ $.Values.store.postgresql.keyFileKey }}}]
    {{- end }}
    {{- with .Values.store.postgresql.keysSecret }}
    - name: keys
      secret: {secretName: {{ . }}, defaultMode: 0440}
    {{- end }}
    - name: data
      emptyDir: {medium: Memory, sizeLimit: 64Mi}
    {{- else if .Values.store.sqlite.existingClaim }}
    - name: data
      persistentVolumeClaim: {claimName: {{ .Values.store.sqlite.existingClaim }}}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end -}}
