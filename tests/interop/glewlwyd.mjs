// Debian's glewlwyd as an OpenID provider, with database, plugin, client and person made through its own API.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { Process, freePort, temporaryFolder, until, write } from '../support.mjs';

export const available = existsSync('/usr/bin/glewlwyd');
const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';

export async function startGlewlwyd({ clientId, clientSecret, redirectUri }) {
  const folder = temporaryFolder('glewlwyd');
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const database = join(folder, 'glewlwyd.db');
  execFileSync('sqlite3', [database], { input: readFileSync(SCHEMA) });
  const config = write(join(folder, 'glewlwyd.conf'), `
port=${port}
bind_address="127.0.0.1"
external_url="${origin}"
login_url="${origin}/login.html"
api_prefix="api"
allow_origin="*"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_key="GLEWLWYD2_SESSION_ID"
session_expiration=3600
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${database}"; };
`);
  const server = new Process('/usr/bin/glewlwyd', ['--config-file', config]);
  await until('glewlwyd', () => fetch(`${origin}/api/`).then((answer) => answer.status < 500));

  const agent = new Agent();
  const call = async (method, path, body) => {
    const answer = await agent.send(`${origin}/api${path}`, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    if (answer.status >= 300) throw new Error(`glewlwyd ${method} ${path}: ${answer.status} ${answer.text}\n${server.output}`);
  };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  await call('POST', '/auth/', { username: 'admin', password: 'password' });
  await call('POST', '/mod/plugin/', {
    module: 'oidc', name: 'oidc', display_name: 'OpenID Connect', enabled: true,
    parameters: {
      iss: `${origin}/api/oidc`, 'jwt-type': 'rsa', 'jwt-key-size': '256', key: privateKey, cert: publicKey, 'subject-type': 'public',
      'access-token-duration': 3600, 'refresh-token-duration': 86400, 'code-duration': 600, 'refresh-token-rolling': true,
      'auth-type-code-enabled': true, 'auth-type-refresh-enabled': true, 'allow-non-oidc': false, 'pkce-allowed': true,
      'name-claim': 'mandatory', 'email-claim': 'mandatory', 'scope-claim': 'no', 'jwks-show': true, 'session-management-allowed': false,
    },
  });
  await call('POST', '/client/', {
    client_id: clientId, name: 'Sallyport', enabled: true, confidential: true, password: clientSecret, client_secret: clientSecret,
    redirect_uri: [redirectUri], authorization_type: ['code', 'refresh_token'], token_endpoint_auth_method: ['client_secret_post', 'client_secret_basic'],
    scope: [],
  });
  await call('POST', '/user/', { username: 'grace', password: 'a long password of grace', name: 'Grace Hopper', email: 'grace@contoso.example',
    enabled: true, scope: ['openid', 'g_profile'] });

  return {
    issuer: `${origin}/api/oidc`,
    discoveryUri: `${origin}/api/oidc/.well-known/openid-configuration`,
    // Signs the person in at the provider, with the same calls as its login page.
    async signIn(person) {
      const send = async (method, path, body) => {
        const answer = await person.send(`${origin}/api${path}`, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
        if (answer.status >= 300) throw new Error(`glewlwyd ${method} ${path}: ${answer.status} ${answer.text}`);
      };
      await send('POST', '/auth/', { username: 'grace', password: 'a long password of grace' });
      await send('PUT', `/auth/grant/${clientId}`, { scope: 'openid' });
    },
  };
}
