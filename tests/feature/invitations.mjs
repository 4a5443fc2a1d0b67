// Self-signup is off. People are added by command, and roles are given and taken by hand.
import assert from 'node:assert/strict';
import { Idp, TENANT } from '../evil_idp/idp.mjs';
import { cleanup, test, until } from '../support.mjs';
import { Browser, atIdp, check, run, sessionOf, signIn, startGateway } from './world.mjs';

const ANN = 'ann@contoso.example';
const ROOT = { oid: '00000000-0000-4000-8000-00000000ad31', email: 'root@contoso.example', preferred_username: 'root@contoso.example' };

async function closedGateway() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  Object.assign(idp.person, { email: ANN, preferred_username: ANN, roles: ['Viewer'] });
  const gateway = await startGateway({ authentication: (origin) => `${atIdp(idp)(origin)}  enableSelfSignup: false\n` });
  const admin = (...words) => {
    const { code, out, err } = run(['admin', ...words, '--config', gateway.config]);
    return { code, out, err };
  };
  const comesIn = async () => {
    const browser = new Browser();
    await signIn(browser, gateway);
    return sessionOf(browser, gateway.origin) ? browser : undefined;
  };
  const people = () => admin('user', 'list').out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return { idp, gateway, admin, comesIn, people };
}

test('B13: somebody who was added by command comes in at the first sign-in, and stays', async () => {
  const { admin, comesIn, people } = await closedGateway();
  assert.equal(await comesIn(), undefined, 'nobody knows her');
  assert.equal(admin('user', 'add', ANN.toUpperCase(), '--tenant', TENANT).code, 0);
  const [invited] = people();
  assert.ok(invited.invitedUntil > new Date().toISOString(), JSON.stringify(invited));
  assert.equal(invited.lastSignIn, undefined);
  assert.ok(await comesIn());
  const [linked] = people();
  assert.deepEqual([linked.id, linked.invitedUntil, linked.email], [invited.id, undefined, ANN]);
  assert.ok(await comesIn(), 'she is known from now on');
});

test('B13: an invitation is taken back, is for one account, and names a tenant', async () => {
  const { idp, admin, comesIn, people } = await closedGateway();
  assert.equal(admin('user', 'add', 'bob@contoso.example').code, 0);
  assert.equal(await comesIn(), undefined, 'it is for somebody else');
  assert.match(admin('user', 'add', 'bob@contoso.example').err, /person_invited/);
  assert.match(admin('user', 'add', 'no address').err, /invitation_indefinite/);
  assert.equal(admin('user', 'add', idp.person.oid).code, 0, 'by object id, too');
  assert.equal(admin('user', 'withdraw', `oid:${idp.person.oid}`).code, 0);
  assert.equal(await comesIn(), undefined);
  assert.equal(people().length, 1);
});

test('A4: a role that was given by hand is taken by hand, while the gateway runs', async () => {
  const { idp, gateway, admin, comesIn } = await closedGateway();
  admin('user', 'add', ANN);
  const browser = await comesIn();
  const status = async (path) => (await check(browser, gateway, path)).status;
  assert.equal(await status('/check?role=Steward'), 403);
  assert.equal(admin('user', 'give-role', ANN, 'Steward').code, 0);
  await until('the role to count', async () => (await status('/check?role=Steward')) === 204);
  assert.equal(await status('/check?role=Nobody'), 403);
  assert.equal(admin('user', 'give-role', ANN, 'Admin').code, 0);
  await until('the administrator', async () => (await status('/check?role=Nobody')) === 204);
  assert.match(admin('user', 'take-role', ANN, 'Admin').err, /last_administrator/, 'whom the configuration names has not come yet');
  assert.equal(admin('user', 'add', ROOT.email).code, 0);
  Object.assign(idp.person, ROOT);
  assert.ok(await comesIn());
  assert.equal(admin('user', 'take-role', ANN, 'Admin').code, 0);
  await until('the administrator to be none', async () => (await status('/check?role=Nobody')) === 403);
  assert.equal(await status('/check?role=Steward'), 204, 'only what was taken is gone');
});
