// Debian's libapache2-mod-auth-openidc, a foreign relying party, at the directory.
import assert from 'node:assert/strict';
import { Agent } from '../agent.mjs';
import { Skip, freePort, test } from '../support.mjs';
import { available, startApache } from './apache.mjs';
import { ADA, WEB, directory, signInAtDirectory } from './directory.mjs';

test('Apache mod_auth_openidc signs people in at the directory over https', async () => {
  if (!available) throw new Skip('Debian package libapache2-mod-auth-openidc is not installed');
  const { ca, discoveryUri, https } = await directory();
  const apache = await startApache({ port: await freePort(), metadataUrl: discoveryUri, clientId: WEB.clientId, clientSecret: WEB.secret, ca });
  const agent = new Agent({ ca });
  const first = await agent.send(`${apache.origin}/`);
  assert.ok(first.location?.startsWith(https), `sent to the directory: ${first.status} ${first.location} ${apache.log()}`);
  const page = await signInAtDirectory(agent, first.location, ADA.name, () => false);
  assert.equal(page.status, 200, apache.log());
  assert.equal(page.url, `${apache.origin}/`);
  assert.equal(page.text, 'behind apache');
  assert.match(page.headers['x-remote-user'], new RegExp(`^${ADA.name}`));
});

test('Apache mod_auth_openidc reports a wrong secret (AADSTS7000215) and a cancelled sign-in', async () => {
  if (!available) throw new Skip('Debian package libapache2-mod-auth-openidc is not installed');
  const { ca, discoveryUri } = await directory();
  const apache = await startApache({ port: await freePort(), metadataUrl: discoveryUri, clientId: WEB.clientId, clientSecret: 'wrong', ca });
  const agent = new Agent({ ca });
  const { location } = await agent.send(`${apache.origin}/`);
  const refused = await signInAtDirectory(agent, location, ADA.name, () => false);
  assert.ok(refused.status >= 400 || !refused.text.includes('behind apache'), `${refused.status} ${refused.text}`);
  assert.match(apache.log(), /AADSTS7000215/);
  const again = new Agent({ ca });
  const form = await again.get((await again.send(`${apache.origin}/`)).location);
  const cancelled = await again.submit(form, { login: '', passwd: '', act: 'cancel' }, { stop: () => false });
  assert.ok(!cancelled.text.includes('behind apache'), cancelled.text);
  assert.match(`${cancelled.text}${apache.log()}`, /access_denied/);
});
