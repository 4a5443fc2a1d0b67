// docs/interop.md says which version of each client was tested last; it must be the version that the tests pin.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from '../support.mjs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const page = read('../../docs/interop.md');

// The versions in the table of the page, by name of the package.
const said = Object.fromEntries([...page.matchAll(/^\| `([^`]+)` \| ([\w.]+) \|/gm)].map(([, name, version]) => [name, version]));

function pinned() {
  const npm = JSON.parse(read('../package.json')).dependencies;
  const found = Object.fromEntries(['@azure/msal-node', '@azure/msal-browser', '@auth/core', 'openid-client', 'oidc-client-ts'].map((name) => [name, npm[name]]));
  for (const name of ['msal', 'azure-identity']) [, found[name]] = read('python/requirements.txt').match(new RegExp(`^${name}==(\\S+)`, 'm'));
  [, found['openmetadata-ingestion']] = read('openmetadata/requirements.txt').match(/^openmetadata-ingestion==(\S+)/m);
  for (const [name, file] of [['github.com/AzureAD/microsoft-authentication-library-for-go', 'go/go.mod'], ['github.com/oauth2-proxy/oauth2-proxy/v7', 'oauth2_proxy/go.mod']])
    [, found[name]] = read(file).match(new RegExp(`^require ${name} v(\\S+)`, 'm'));
  for (const name of ['msal4j', 'oauth2-oidc-sdk']) [, found[name]] = read('java/pom.xml').match(new RegExp(`<artifactId>${name}</artifactId><version>([^<]+)<`));
  [, found['spring-boot-autoconfigure']] = read('spring/pom.xml').match(/<artifactId>spring-boot-autoconfigure<\/artifactId><version>([^<]+)</);
  const debian = spawnSync('dpkg-query', ['-W', '-f=${Version}', 'libapache2-mod-auth-openidc'], { encoding: 'utf8' });
  if (debian.status === 0 && debian.stdout) found['libapache2-mod-auth-openidc'] = debian.stdout.replace(/-[^-]*$/, '');
  return found;
}

test('docs/interop.md has the version of each client', () => {
  for (const [name, version] of Object.entries(pinned())) assert.equal(said[name], version, name);
});
