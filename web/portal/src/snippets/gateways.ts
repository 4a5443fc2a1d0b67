// Configurations of Sallyport, OpenMetadata and other gateways.
import { authority, discovery, hasSecret, issuer, keysAddress, kSecret, kSecretWords, originOf, type Snippet, type SnippetInput } from './input.ts';

// Sallyport listens on 8585, and for health and metrics on 8586, unless it is told otherwise.
function ports(redirectUri: string): string {
  const { hostname, port } = new URL(originOf(redirectUri));
  if (hostname !== 'localhost' || port === '' || port === '8585') return '';
  return `  port: ${port}\n  adminPort: ${Number(port) + 1}   # health and metrics\n`;
}

function sallyport(input: SnippetInput): string {
  const start = hasSecret(input) ? `# export OIDC_CLIENT_SECRET='${kSecret}'\n` : '';
  const head = `${start}# sallyport serve --config sallyport.yaml
server:
  publicUrl: ${originOf(input.redirectUri)}
${ports(input.redirectUri)}authenticationConfiguration:
  provider: azure
  clientType: ${hasSecret(input) ? 'confidential' : 'public'}
  authority: ${authority(input)}
`;
  const rest = `authorizerConfiguration:
  adminPrincipals: []   # who administers the gateway: [oid:OBJECT-ID]
# routes: [{path: /, upstream: "http://127.0.0.1:3000"}]   # your application
`;
  if (!hasSecret(input)) return `${head}  clientId: ${input.clientId}\n${rest}`;
  return `${head}  oidcConfiguration:
    id: ${input.clientId}
    secret: \${OIDC_CLIENT_SECRET}   # ${kSecretWords}
${rest}`;
}

function openMetadataYaml(input: SnippetInput): string {
  const head = `authenticationConfiguration:
  clientType: "${hasSecret(input) ? 'confidential' : 'public'}"
  provider: "azure"
  publicKeyUrls:
    - "${keysAddress(input)}"
    - "${originOf(input.redirectUri)}/api/v1/system/config/jwks"
  authority: "${authority(input)}"
  clientId: "${input.clientId}"
  callbackUrl: "${input.redirectUri}"
`;
  if (!hasSecret(input)) return head;
  return `${head}  oidcConfiguration:
    type: "azure"
    id: "${input.clientId}"
    secret: "${kSecret}"   # ${kSecretWords}
    scope: "${input.scopes}"
    discoveryUri: "${discovery(input)}"
    useNonce: true
    preferredJwsAlgorithm: "RS256"
    responseType: "code"
    disablePkce: false
    callbackUrl: "${input.redirectUri}"
    serverUrl: "${originOf(input.redirectUri)}"
    tenant: "${input.tenantId}"
`;
}

function openMetadataEnv(input: SnippetInput): string {
  const head = `AUTHENTICATION_PROVIDER=azure
AUTHENTICATION_CLIENT_TYPE=${hasSecret(input) ? 'confidential' : 'public'}
AUTHENTICATION_PUBLIC_KEYS=[${keysAddress(input)}, ${originOf(input.redirectUri)}/api/v1/system/config/jwks]
AUTHENTICATION_AUTHORITY=${authority(input)}
AUTHENTICATION_CLIENT_ID=${input.clientId}
AUTHENTICATION_CALLBACK_URL=${input.redirectUri}
`;
  if (!hasSecret(input)) return head;
  return `${head}OIDC_CLIENT_ID=${input.clientId}
OIDC_TYPE=azure
# ${kSecretWords}
OIDC_CLIENT_SECRET=${kSecret}
OIDC_TENANT=${input.tenantId}
OIDC_DISCOVERY_URI=${discovery(input)}
OIDC_SCOPE=${input.scopes}
OIDC_CALLBACK=${input.redirectUri}
OIDC_SERVER_URL=${originOf(input.redirectUri)}
`;
}

function openMetadataHelm(input: SnippetInput): string {
  const secret = hasSecret(input)
    ? `# kubectl create secret generic oidc-secrets \\
#   --from-literal=openmetadata-oidc-client-id=${input.clientId} \\
#   --from-literal=openmetadata-oidc-client-secret='${kSecret}'
# The secret is ${kSecretWords}.
`
    : '';
  const head = `${secret}openmetadata:
  config:
    authentication:
      enabled: true
      clientType: ${hasSecret(input) ? 'confidential' : 'public'}
      provider: "azure"
      publicKeys:
        - "${keysAddress(input)}"
        - "${originOf(input.redirectUri)}/api/v1/system/config/jwks"
      authority: "${authority(input)}"
      clientId: "${input.clientId}"
      callbackUrl: "${input.redirectUri}"
`;
  if (!hasSecret(input)) return head;
  return `${head}      oidcConfiguration:
        enabled: true
        oidcType: "azure"
        clientId:
          secretRef: oidc-secrets
          secretKey: openmetadata-oidc-client-id
        clientSecret:
          secretRef: oidc-secrets
          secretKey: openmetadata-oidc-client-secret
        scope: "${input.scopes}"
        discoveryUri: "${discovery(input)}"
        responseType: "code"
        callbackUrl: "${input.redirectUri}"
        serverUrl: "${originOf(input.redirectUri)}"
        promptType: ""   # the chart's default, consent, asks everybody at each sign-in
`;
}

const oauth2Proxy = (input: SnippetInput) => `provider = "oidc"
oidc_issuer_url = "${issuer(input)}"
client_id = "${input.clientId}"
client_secret = "${kSecret}"   # ${kSecretWords}
redirect_url = "${input.redirectUri}"
scope = "${input.scopes}"
code_challenge_method = "S256"
email_domains = ["*"]
insecure_oidc_allow_unverified_email = true   # Entra ID sends no email_verified
cookie_secret = "<32 random bytes: openssl rand -base64 32 | tr -- '+/' '-_'>"
upstreams = ["http://127.0.0.1:3000/"]
`;

const modAuthOpenidc = (input: SnippetInput) => `OIDCProviderMetadataURL ${discovery(input)}
OIDCClientID ${input.clientId}
# ${kSecretWords}
OIDCClientSecret "${kSecret}"
OIDCRedirectURI ${input.redirectUri}
OIDCScope "${input.scopes}"
OIDCPKCEMethod S256
OIDCRemoteUserClaim preferred_username
OIDCCryptoPassphrase "exec:/usr/bin/openssl rand -hex 32"

<Location "/">
  AuthType openid-connect
  Require valid-user
</Location>
`;

export const kGatewaySnippets: readonly Snippet[] = [
  { id: 'sallyport', title: 'Sallyport', file: 'sallyport.yaml', platforms: ['web', 'spa'], settings: true, print: sallyport },
  { id: 'om-yaml', title: 'OpenMetadata: YAML', file: 'conf/openmetadata.yaml', platforms: ['web', 'spa'], settings: true, print: openMetadataYaml },
  { id: 'om-env', title: 'OpenMetadata: Docker (env)', file: 'openmetadata_azure.env', platforms: ['web', 'spa'], settings: true, print: openMetadataEnv },
  { id: 'om-helm', title: 'OpenMetadata: Helm', file: 'values.yaml', platforms: ['web', 'spa'], settings: true, print: openMetadataHelm },
  { id: 'oauth2-proxy', title: 'oauth2-proxy', file: 'oauth2-proxy.cfg', platforms: ['web'], settings: true, print: oauth2Proxy },
  { id: 'mod-auth-openidc', title: 'Apache mod_auth_openidc', file: 'openidc.conf', platforms: ['web'], settings: true, print: modAuthOpenidc },
];
