// What an OpenID Provider must refuse, by the OpenID Foundation's test plans: scopes and tokens that the directory does not
// take, and the negative cases of FAPI 2 about codes, PKCE and client assertions.
import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { selfSigned } from '../certificates.mjs';
import { module } from './op_list.mjs';
import { metadataOf, response, signedIn, verified } from './op_world.mjs';
import { APPS, Directory, clientCertificate, directory, pkce } from './world.mjs';

const { web, multi, daemon, spa } = APPS;
const codeOf = (answer) => JSON.parse(answer.text).error_codes?.[0];
const refused = async (there, fields, code, options) => {
  const answer = await there.token(fields, options);
  assert.equal(codeOf(answer), code, answer.text);
};

module(['userinfo-post-body'], 'a token in the body is no token, as at Microsoft Graph', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web, { scope: 'openid profile' });
  const answer = await fetch((await metadataOf(there)).userinfo_endpoint, { method: 'POST', body: new URLSearchParams({ access_token: tokens.access_token }) });
  assert.equal(answer.status, 401);
});

module(['scope-address', 'scope-phone', 'scope-all'], 'scopes that Microsoft Graph does not have are refused, and the announced ones have all their claims', async () => {
  const there = await directory();
  for (const scope of ['openid address', 'openid phone', 'openid profile email address phone'])
    assert.equal(response(await there.authorize(web, { scope })).error, 'invalid_scope', scope);
  const { scopes_supported: all } = await metadataOf(there);
  const { tokens } = await signedIn(there, web, { scope: all.join(' ') });
  const claims = await verified(there, tokens.id_token, web);
  for (const name of ['name', 'preferred_username', 'email']) assert.ok(claims[name], name);
  assert.ok(tokens.refresh_token);
});

module(['refresh-token-rp-key-rotation'], 'a refresh token outlives the certificate of its client', async () => {
  const there = await Directory.start();
  const first = clientCertificate();
  there.command('app', 'certificate', 'add', daemon.clientId, first.certFile);
  const proof = (certificate) => {
    const { grant_type: _, scope: __, ...fields } = there.assertion(certificate && { key: certificate.key, header: { x5t: certificate.x5t } });
    return fields;
  };
  const code = await there.code(daemon);
  const { refresh_token: token } = await there.tokens({ ...code, ...proof() });
  const { certFile, keyFile, pem } = selfSigned('next');
  const next = { key: createPrivateKey(readFileSync(keyFile)), x5t: Buffer.from(new X509Certificate(pem).fingerprint.replaceAll(':', ''), 'hex').toString('base64url') };
  const renewing = { grant_type: 'refresh_token', client_id: daemon.clientId, refresh_token: token };
  await refused(there, { ...renewing, ...proof(next) }, 700027);
  there.command('app', 'certificate', 'add', daemon.clientId, certFile);
  assert.equal((await there.token({ ...renewing, ...proof(next) })).status, 200);
});

module(['fapi2-code-bound-to-client', 'fapi2-code-reuse'], 'a code is for its client, once', async () => {
  const there = await Directory.start({ clock: true });
  const code = await there.code(web);
  await refused(there, { ...code, client_id: multi.clientId, client_secret: multi.secret }, 70000);
  await there.tokens(code);
  await refused(there, code, 54005);
  there.clock.forward(2);
  await refused(there, code, 54005);
});

module(['fapi2-code-expired'], 'a code lives as long as the operator says', async () => {
  const there = await Directory.start({ clock: true, flags: ['--code-lifetime', '60'] });
  const [good, late] = [await there.code(web), await there.code(web)];
  there.clock.forward(55);
  await there.tokens(good);
  there.clock.forward(10);
  await refused(there, late, 70008);
});

module(['fapi2-pkce-required', 'fapi2-pkce-plain-rejected', 'fapi2-pkce-wrong-verifier', 'fapi2-pkce-missing-verifier'], 'PKCE cannot be left out by a single-page application, nor weakened by anybody', async () => {
  const there = await directory();
  assert.match(response(await there.signIn(spa, 'alice', { code_challenge: undefined })).error_description, /^AADSTS9002325/);
  const { verifier } = pkce();
  for (const method of ['plain', undefined, 's256', 'S512'])
    assert.equal(response(await there.authorize(web, { code_challenge: verifier, code_challenge_method: method })).error, 'invalid_request', method);
  await refused(there, { ...await there.code(web), code_verifier: verifier }, 501481);
  await refused(there, { ...await there.code(web), code_verifier: undefined }, 50148);
  await refused(there, { ...await there.code(web, 'alice', { code_challenge: undefined }), code_verifier: verifier }, 501481);
});

module(['fapi2-client-assertion-exp', 'fapi2-client-assertion-aud', 'fapi2-client-assertion-sub'], 'each claim of a client assertion counts', async () => {
  const there = await directory();
  const now = Math.floor(Date.now() / 1000);
  assert.equal((await there.token(there.assertion())).status, 200);
  for (const claims of [{ exp: now - 400 }, { exp: undefined }, { aud: 'https://elsewhere.example/' }, { aud: there.origin }, { sub: web.clientId }, { iss: web.clientId }, { sub: randomUUID() }, { jti: undefined }])
    await refused(there, there.assertion({ claims }), 50027);
});
