// Sign-in and sign-out where each request may meet another node.
import assert from 'node:assert/strict';
import { run, sessionOf } from '../feature/world.mjs';
import { percentile, test, timeUntil } from '../support.mjs';
import { HEARD_WITHIN, Nodes, signOut } from './world.mjs';

const SIGN_OUTS = 200;

let started;
const world = () => (started ??= Nodes.start());

const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

test('N-01: a sign-in begins at one node, comes back to another, and the session works on the third, in every order', async () => {
  const nodes = await world();
  for (const [first, second, third] of ORDERS.map((order) => order.map((i) => nodes.all[i]))) {
    const browser = nodes.browser(first);
    const toProvider = await browser.send(`${nodes.origin}/api/v1/auth/login?redirectUri=/page`);
    const back = await browser.send(toProvider.location);
    browser.node = second;
    const answer = await browser.send(back.location);
    assert.deepEqual([answer.status, answer.location], [303, `${nodes.origin}/page`], answer.text);
    assert.equal(await nodes.status(sessionOf(browser, nodes.origin), third), 204);
  }
});

test('N-01: HAProxy without sticky sessions: every node has its part in the sign-ins, and each of them succeeds', async () => {
  const nodes = await world();
  const met = new Set();
  for (let i = 0; i < 12; i += 1) {
    const { browser, answer, session } = await nodes.enter();
    met.add(answer.headers['x-node']);
    assert.ok(session, answer.text);
    const check = await browser.send(`${nodes.origin}/check`);
    assert.equal(check.status, 204);
    met.add(check.headers['x-node']);
  }
  assert.deepEqual([...met].sort(), nodes.all.map(({ name }) => name));
});

test('N-02, SES-04: a session that ends at one node is over at all nodes within a second', async () => {
  const nodes = await world();
  const stays = (await nodes.enter()).session;
  assert.deepEqual(await nodes.statuses(stays), [204, 204, 204]);
  const times = [];
  for (let i = 0; i < SIGN_OUTS; i += 1) {
    const { browser, session } = await nodes.enter();
    assert.deepEqual(await nodes.statuses(session), [204, 204, 204], 'it is in the cache of each node now');
    browser.node = nodes.all[i % 3];
    assert.equal(await signOut(nodes, browser), 302);
    const ended = performance.now();
    assert.equal(await nodes.status(session, browser.node), 401, 'at once where it ended');
    const others = nodes.all.filter((node) => node !== browser.node);
    const heard = await Promise.all(others.map((node) => timeUntil(node.name, async () => (await nodes.status(session, node)) === 401, ended)));
    times.push(Math.max(...heard));
  }
  console.log(`     heard by all nodes after ${percentile(times, 0.5).toFixed(0)} ms (p50), ${percentile(times, 0.99).toFixed(0)} ms (p99) of ${SIGN_OUTS}`);
  assert.ok(percentile(times, 0.9) < HEARD_WITHIN, `${times}`);
  assert.deepEqual(await nodes.statuses(stays), [204, 204, 204], 'nobody else was signed out');
  for (const node of nodes.all) assert.equal(node.lines('store_out_of_sight').length, 0);
});

test('N-02, SES-05: a person whom an operator disables is out at all nodes within a second', async () => {
  const nodes = await world();
  const times = [];
  for (let i = 0; i < 3; i += 1) {
    const { session } = await nodes.enter();
    assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
    const done = run(['admin', 'user', 'disable', 'alice@contoso.example', '--config', nodes.all[0].config]);
    assert.equal(done.code, 0, done.err);
    const disabled = performance.now();
    for (const node of nodes.all) await timeUntil(node.name, async () => (await nodes.status(session, node)) === 401, disabled);
    times.push(performance.now() - disabled);
    assert.equal(run(['admin', 'user', 'enable', 'alice@contoso.example', '--config', nodes.all[0].config]).code, 0);
  }
  assert.ok(percentile(times, 0.5) < HEARD_WITHIN, `${times}`);
});
