// What is good once is good once, however many ask at the same time.
import assert from 'node:assert/strict';
import { Agent } from '../agent.mjs';
import { test } from '../support.mjs';
import { account, APPS, Directory, PASSWORD, clientCertificate, directory } from './world.mjs';

const { web, native, daemon } = APPS;
const TRIES = 20;

// Sends the same request twenty times at once. Returns how many got tokens, and the numbers of the refusals.
async function race(there, fields) {
  const answers = await Promise.all(Array.from({ length: TRIES }, () => there.token(fields)));
  const refusals = answers.filter(({ status }) => status !== 200).map(({ text }) => JSON.parse(text).error_codes[0]);
  return { good: TRIES - refusals.length, refusals: [...new Set(refusals)] };
}

test('a code is redeemed once under twenty parallel tries', async () => {
  const there = await directory();
  for (let round = 0; round < 5; round += 1) assert.deepEqual(await race(there, await there.code(web)), { good: 1, refusals: [54005] }, `round ${round}`);
});

test('a device code is redeemed once under twenty parallel tries', async () => {
  const there = await Directory.start();
  there.allowPublicFlows(native.clientId);
  const started = JSON.parse((await there.token({ client_id: native.clientId, scope: 'openid offline_access' }, { path: 'oauth2/v2.0/devicecode' })).text);
  const browser = new Agent();
  let page = await browser.submit(await browser.send(`${there.origin}/devicelogin`), { otc: started.user_code });
  page = await browser.submit(page, { login: account('alice'), passwd: PASSWORD, act: 'sign_in' });
  for (let asked = 0; asked < 2; asked += 1) page = await browser.submit(page, { act: 'consent' });  // is it you; and for what
  const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: native.clientId, device_code: started.device_code };
  assert.deepEqual(await race(there, fields), { good: 1, refusals: [70000] });
});

test('a refresh token is used once under twenty parallel tries where it rotates, and stays good where it does not', async () => {
  const rotating = await Directory.start({ flags: ['--rotate-refresh-tokens', '--no-loop-detection'] });
  const { refresh_token: once } = await rotating.tokens(await rotating.code(web));
  assert.deepEqual(await race(rotating, rotating.refreshing(web, once)), { good: 1, refusals: [70000] });
  const there = await Directory.start({ flags: ['--no-loop-detection'] });
  const { refresh_token: token } = await there.tokens(await there.code(web));
  assert.deepEqual(await race(there, there.refreshing(web, token)), { good: TRIES, refusals: [] });
});

test('a client assertion is taken once under twenty parallel tries where it is for one use', async () => {
  const there = await Directory.start({ flags: ['--single-use-assertions'] });
  there.command('app', 'certificate', 'add', daemon.clientId, clientCertificate().certFile);
  assert.deepEqual(await race(there, there.assertion()), { good: 1, refusals: [50027] });
});
