// The gateway at foreign providers: npm oidc-provider and Debian's glewlwyd, both as custom-oidc.
import assert from 'node:assert/strict';
import { X509Certificate, createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, decodeProtectedHeader } from 'jose';
import { selfSigned } from '../certificates.mjs';
import { Agent } from '../agent.mjs';
import { makeKeyPair } from '../keys.mjs';
import { Skip, freePort, temporaryFolder, test } from '../support.mjs';
import { customOidc, startGateway } from './gateway.mjs';
import * as glewlwyd from './glewlwyd.mjs';
import { startOidcProvider } from './oidc_provider.mjs';

const CLIENT = { clientId: 'sallyport', clientSecret: 'the-secret-of-the-gateway' };

async function whoAmI(agent, origin) {
  const answer = await agent.send(`${origin}/api/v1/users/loggedInUser`, { headers: { accept: 'application/json' } });
  return { status: answer.status, body: answer.text && JSON.parse(answer.text) };
}

// The provider must know the redirect URI before it starts, so the gateway's port is chosen first.
async function together(startProvider, { client, credential } = {}) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const provider = await startProvider({ ...CLIENT, redirectUri: `${origin}/callback`, postLogoutUri: `${origin}/signed-out`, client });
  const authentication = customOidc({ discoveryUri: provider.discoveryUri, ...CLIENT, credential });
  return { provider, gateway: await startGateway({ port, authentication }) };
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

const signIn = (gateway, agent = new Agent()) => agent.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
const byKey = (jwk, alg) => ({ token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg, jwks: { keys: [{ ...jwk, use: 'sig' }] } });

test('npm oidc-provider: the secret as HTTP Basic', async () => {
  const { gateway, provider } = await together(startOidcProvider, {
    client: { client_secret: CLIENT.clientSecret, token_endpoint_auth_method: 'client_secret_basic' },
    credential: `    secret: ${CLIENT.clientSecret}\n    clientAuthenticationMethod: client_secret_basic` });
  assert.equal((await signIn(gateway)).url, `${gateway.origin}/`, gateway.log());
  assert.match(provider.redeemed[0].authorization, /^Basic /);
  assert.equal(provider.redeemed[0].client_secret, undefined);
});

test('npm oidc-provider: a certificate instead of a secret (PS256, x5t#S256)', async () => {
  const { certFile, keyFile, pem } = selfSigned('gateway');
  const certificate = new X509Certificate(pem);
  const { gateway, provider } = await together(startOidcProvider, { client: byKey(certificate.publicKey.export({ format: 'jwk' }), 'PS256'),
    credential: `    clientCertificate: {certificateFile: ${certFile}, keyFile: ${keyFile}}` });
  assert.equal((await signIn(gateway)).url, `${gateway.origin}/`, gateway.log());
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  assert.deepEqual(decodeProtectedHeader(provider.redeemed[0].client_assertion), { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
  assert.equal((await signIn(gateway)).url, `${gateway.origin}/`, 'an assertion of its own for each request: this provider takes none twice');
});

test('npm oidc-provider: a federated token file instead of a secret, read anew each time', async () => {
  const file = join(temporaryFolder('federated'), 'token');
  const { publicKey, privateKey } = makeKeyPair('rsa', { modulusLength: 2048 });
  writeFileSync(file, 'not a token yet\n');
  const { gateway, provider } = await together(startOidcProvider, { client: byKey(publicKey.export({ format: 'jwk' }), 'RS256'),
    credential: `    federatedTokenFile: ${file}` });
  assert.equal((await signIn(gateway)).status, 503, 'no token in the file');
  const written = [];
  for (const round of [0, 1]) {
    written.push(await new SignJWT({ jti: randomUUID() }).setProtectedHeader({ alg: 'RS256' }).setIssuer(CLIENT.clientId).setSubject(CLIENT.clientId)
      .setAudience(provider.issuer).setIssuedAt().setExpirationTime('5m').sign(privateKey));
    writeFileSync(file, `${written[round]}\n`);
    assert.equal((await signIn(gateway)).url, `${gateway.origin}/`, gateway.log());
  }
  assert.deepEqual(provider.redeemed.map((each) => each.client_assertion), written);
});

test("Debian's glewlwyd: the gateway signs people in", async () => {
  if (!glewlwyd.available) throw new Skip('Debian package glewlwyd is not installed');
  const { gateway, provider } = await together(glewlwyd.startGlewlwyd);
  const agent = new Agent();
  await provider.signIn(agent);
  const start = await agent.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  assert.ok(start.location?.startsWith(`${provider.issuer}/auth?`), `${start.status} ${start.location}`);
  // glewlwyd's page adds this parameter after the person has signed in and consented.
  const page = await agent.get(`${start.location}&g_continue`);
  assert.equal(page.url, `${gateway.origin}/`, `${page.url} ${page.text}\n${gateway.log()}`);
  const me = await whoAmI(agent, gateway.origin);
  assert.equal(me.status, 200);
  assert.equal(me.body.email, 'grace@contoso.example');
  assert.equal(me.body.displayName, 'Grace Hopper');
});
