// Apache with Debian's mod_auth_openidc as a relying party.
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Process, temporaryFolder, until, write } from '../support.mjs';

const MODULES = '/usr/lib/apache2/modules';
export const available = existsSync(`${MODULES}/mod_auth_openidc.so`);

export const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc', 'dir', 'mime', 'headers']
  .map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n');

// The caller chooses `port`, because the registration must hold the redirect URI before Apache starts.
export async function startApache({ port, metadataUrl, clientId, clientSecret, ca }) {
  const folder = temporaryFolder('apache');
  const documents = join(folder, 'documents');
  mkdirSync(documents, { mode: 0o755 });
  write(join(documents, 'index.html'), 'behind apache', 0o644);
  const caFile = write(join(folder, 'ca.pem'), ca, 0o644);
  const config = write(join(folder, 'apache.conf'), `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
User www-data
Group www-data
${modules}
TypesConfig /etc/mime.types
DocumentRoot ${documents}
OIDCProviderMetadataURL ${metadataUrl}
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI http://localhost:${port}/oidc/callback
OIDCCryptoPassphrase a-passphrase-of-this-test
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim preferred_username
OIDCCABundlePath ${caFile}
<Location "/">
  AuthType openid-connect
  Require valid-user
  Header set X-Remote-User "expr=%{REMOTE_USER}"
</Location>
`, 0o644);
  // The folder belongs to its owner alone, but Apache's children run as www-data.
  chmodSync(folder, 0o755);
  const server = new Process('/usr/sbin/apache2', ['-f', config, '-D', 'FOREGROUND']);
  const origin = `http://localhost:${port}`;
  const log = () => server.output + readFileSync(join(folder, 'error.log'), 'utf8');
  await until('apache', () => fetch(`${origin}/`, { redirect: 'manual' }).catch((error) => { throw new Error(error.message + log()); }));
  return { origin, log };
}
