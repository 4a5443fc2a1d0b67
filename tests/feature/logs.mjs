// Checks the logs of all gateways of these tests: JSON lines, and no secret in any of them.
import assert from 'node:assert/strict';
import { Idp, SECRET } from '../evil_idp/idp.mjs';
import { cleanup, test, wholeLines } from '../support.mjs';
import { Browser, atIdp, check, directories, gateways, keepSecret, pagesWithTokens, secrets, signIn, startGateway } from './world.mjs';

// The only line that is for people and not JSON: it has the one-time link.
const ON_THE_TERMINAL = /^Set the local administrator's password here, once: /;

const logged = (gateway) => wholeLines(gateway.output).split('\n').filter((line) => line && !ON_THE_TERMINAL.test(line));

test('at the level debug, too, a sign-in, a renewal and refusals leave no secret behind', async () => {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: atIdp(idp), server: '  logLevel: debug', movable: true, rest: 'sessions: {renewEvery: 10m}' });
  const browser = new Browser();
  await signIn(browser, gateway);
  gateway.clock.forward(700);
  idp.clockOffset += 700;
  await check(browser, gateway);
  for (const token of idp.refreshTokens.keys()) keepSecret(token, 'refresh token');
  const token = idp.sign(idp.claims({ exp: 1 }));
  keepSecret(token, 'expired token');
  await check(new Browser(), gateway, '/check', { headers: { authorization: `Bearer ${token}` } });
  idp.switches.token = (request, response, form) => {
    for (const name of ['code', 'code_verifier', 'client_secret']) keepSecret(form.get(name), name);
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant', error_description: `AADSTS54005: the code ${form.get('code')} was redeemed` }));
  };
  const refused = await signIn(new Browser(), gateway);
  assert.equal(refused.status, 400);
  const [line] = await gateway.heard('sign_in_refused');
  assert.equal(line.aadsts, '54005');
});

test('LOG-01: every line that a gateway writes is JSON with time, level and event', () => {
  let lines = 0;
  for (const gateway of gateways) {
    for (const line of logged(gateway).filter((each) => !/: (corrected|warning|notice): |^ +write: /.test(each))) {
      const parsed = JSON.parse(line);
      assert.ok(parsed.ts && parsed.level && parsed.event, line);
      lines += 1;
    }
  }
  assert.ok(lines > 100 || process.argv[3], `only ${lines} lines were looked at`);
});

test('RP-21: no page and no URL of a gateway held a token', () => {
  assert.deepEqual(pagesWithTokens, []);
});

test('no secret, code, token, cookie, password or link of all these tests is in a log', () => {
  keepSecret(SECRET, 'client secret');
  assert.ok(secrets.size > 5);
  const logs = [...gateways.map((gateway) => ({ whose: gateway.folder, text: logged(gateway).join('\n') })),
    ...directories.map((process) => ({ whose: 'a directory', text: process.output }))];
  for (const { whose, text } of logs) {
    for (const [value, what] of secrets) {
      for (const form of [value, encodeURIComponent(value)]) assert.ok(!text.includes(form), `a ${what} is in the log of ${whose}`);
    }
  }
});
