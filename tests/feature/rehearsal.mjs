// A directory whose random numbers come from a seed: what repeats, and what it must not be used for.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder, test } from '../support.mjs';
import { Browser, directoryWords, run, serveDirectory } from './world.mjs';

const AT = '2026-11-30T09:00:00Z';
const TENANT = '6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b';
const WEB = '0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19';
const CALLBACK = 'http://localhost/callback';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

const start = (...flags) => serveDirectory(temporaryFolder('rehearsal'), ...flags);

const decoded = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

// All that a start and one sign-in made.
async function rehearse(...flags) {
  const { process, origin } = await start(...flags);
  const password = process.output.match(/password of alice@contoso\.example: (\S+)/)[1];
  const secret = process.output.match(/secret (\S+)/)[1];
  const link = process.output.match(/setup\?link=(\S+)/)[1];
  const { keys } = await (await fetch(`${origin}/${TENANT}/discovery/v2.0/keys`)).json();
  const query = new URLSearchParams({ client_id: WEB, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid profile offline_access', nonce: 'n',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'), code_challenge_method: 'S256' });
  const browser = new Browser();
  const page = await browser.get(`${origin}/${TENANT}/oauth2/v2.0/authorize?${query}`);
  const { location } = await browser.signIn(page, 'alice@contoso.example', password, { stop: (url) => url.startsWith(CALLBACK) });
  const code = new URL(location).searchParams.get('code');
  const answer = await (await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ client_id: WEB, client_secret: secret,
    grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER }) })).json();
  const { iat } = decoded(answer.id_token);
  await process.stop();
  const { sub, oid, sid, uti } = decoded(answer.id_token);
  return { iat, made: { password, secret, link, keys: keys.map(({ kid, n }) => [kid, n]), code, refresh: answer.refresh_token, sub, oid, sid, uti } };
}

test('rehearsal: the same seed and time make the same keys, ids, passwords, codes and tokens; another seed makes others', async () => {
  const one = await rehearse('--random-seed', '7', '--at', AT);
  assert.deepEqual((await rehearse('--random-seed', '7', '--at', AT)).made, one.made);
  const other = await rehearse('--random-seed', '8', '--at', AT);
  for (const [what, value] of Object.entries(one.made)) assert.notDeepEqual(other.made[what], value, what);
  const began = Date.parse(AT) / 1000;
  assert.ok(one.iat >= began && one.iat < began + 60, `${one.iat}, not soon after ${began}`);
});

test('rehearsal: the start warns; its folder is marked and stays one', async () => {
  const { folder, process } = await start('--random-seed', '7');
  assert.match(process.output, /WARNING: this is a rehearsal[\s\S]*can forge them/);
  await process.stop();
  for (const flags of [[], ['--random-seed', '7'], ['--random-seed', '8']]) {
    const { code, err } = run(directoryWords(folder, ...flags));
    assert.equal(code, 1, flags.join(' '));
    assert.match(err, /rehearsal_folder: /);
  }
});

test('rehearsal: no seed for what others use: an existing directory, an address from outside', async () => {
  const real = await start();
  await real.process.stop();
  assert.match(run(directoryWords(real.folder, '--random-seed', '7')).err, /rehearsal_folder: --random-seed needs an empty folder/);
  const outside = run(directoryWords(join(real.folder, 'new'), '--random-seed', '7', '--listen-on-every-address'));
  assert.equal(outside.code, 1);
  assert.match(outside.err, /rehearsal_reachable: /);
});

test('rehearsal: a seed and a time that cannot be read are refused', () => {
  const folder = temporaryFolder('rehearsal');
  for (const flags of [['--random-seed', 'seven'], ['--random-seed', '-1'], ['--random-seed'], ['--at', 'now'], ['--at', '2026-13-01T00:00:00Z']]) {
    const { code, err } = run(directoryWords(folder, ...flags));
    assert.equal(code, 2, `${flags.join(' ')}: ${err}`);
  }
});

test('--at: the clock starts there, also without a seed', async () => {
  const { origin } = await start('--at', AT);
  const answer = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  assert.match((await answer.json()).timestamp, /^2026-11-30 09:00:/);
});
