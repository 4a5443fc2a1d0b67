// The gateway at providers of others: npm oidc-provider and Debian's glewlwyd, both as custom-oidc.
import assert from 'node:assert/strict';
import { Agent } from '../agent.mjs';
import { Skip, freePort, test } from '../support.mjs';
import { customOidc, startGateway } from './gateway.mjs';
import * as glewlwyd from './glewlwyd.mjs';
import { startOidcProvider } from './oidc_provider.mjs';

const CLIENT = { clientId: 'sallyport', clientSecret: 'the-secret-of-the-gateway' };

async function whoAmI(agent, origin) {
  const answer = await agent.send(`${origin}/api/v1/users/loggedInUser`, { headers: { accept: 'application/json' } });
  return { status: answer.status, body: answer.text && JSON.parse(answer.text) };
}

// The provider must know the redirect URI before it starts, so the gateway's port is chosen first.
async function together(startProvider) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const provider = await startProvider({ ...CLIENT, redirectUri: `${origin}/callback`, postLogoutUri: `${origin}/signed-out` });
  return { provider, gateway: await startGateway({ port, authentication: customOidc({ discoveryUri: provider.discoveryUri, ...CLIENT }) }) };
}

test('npm oidc-provider: the gateway signs people in, and out at the provider', async () => {
  const { gateway, provider } = await together(startOidcProvider);
  const agent = new Agent();
  const page = await agent.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  assert.equal(page.url, `${gateway.origin}/`, `${page.text}\n${gateway.log()}`);
  assert.ok(agent.log.some((line) => line.includes(`${provider.issuer}/auth?`) && line.includes('code_challenge_method=S256')));
  const me = await whoAmI(agent, gateway.origin);
  assert.equal(me.status, 200);
  assert.equal(me.body.name, 'hedy');
  assert.equal(me.body.email, 'hedy@contoso.example');
  assert.equal(me.body.displayName, 'Hedy Lamarr');
  const out = await agent.send(`${gateway.origin}/api/v1/auth/logout`, { method: 'POST', form: {} });
  assert.ok(out.location?.startsWith(`${provider.issuer}/session/end?`), `${out.status} ${out.location}`);
  assert.equal((await whoAmI(agent, gateway.origin)).status, 401);
});

test("Debian's glewlwyd: the gateway signs people in", async () => {
  if (!glewlwyd.available) throw new Skip('Debian package glewlwyd is not installed');
  const { gateway, provider } = await together(glewlwyd.startGlewlwyd);
  const agent = new Agent();
  await provider.signIn(agent);
  const start = await agent.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  assert.ok(start.location?.startsWith(`${provider.issuer}/auth?`), `${start.status} ${start.location}`);
  // What glewlwyd's page adds once the person is signed in and has consented.
  const page = await agent.get(`${start.location}&g_continue`);
  assert.equal(page.url, `${gateway.origin}/`, `${page.url} ${page.text}\n${gateway.log()}`);
  const me = await whoAmI(agent, gateway.origin);
  assert.equal(me.status, 200);
  assert.equal(me.body.email, 'grace@contoso.example');
  assert.equal(me.body.displayName, 'Grace Hopper');
});
