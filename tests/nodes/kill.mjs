// A node is killed: whoever was not just then asking that node notices nothing.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { PostgresServer } from '../postgres_server.mjs';
import { test, until } from '../support.mjs';
import { Load } from './load.mjs';
import { Nodes } from './world.mjs';

const ROUNDS = Number(process.env.NODES_ROUNDS ?? 20);
const PEOPLE = 6;

test('N-03, F-16: kill -9 of a node under load, again and again: only what it was answering fails, and nothing acknowledged is lost', async () => {
  const nodes = await Nodes.start();
  const load = new Load(nodes, { people: PEOPLE });
  let failures = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const victim = nodes.all[randomInt(nodes.all.length)];
    const enough = load.signedIn + randomInt(1, 20);
    await until('sign-ins', () => load.signedIn >= enough);
    const { length } = load.records;
    await victim.process.stop('SIGKILL');
    const gone = performance.now();
    const later = load.signedIn + 2 * PEOPLE;
    await until('sign-ins at the other nodes', () => load.signedIn >= later);
    const failed = load.records.slice(length).filter(({ status, error }) => error || status >= 500);
    const what = `round ${round}, ${victim.name}: ${JSON.stringify(failed)}, gone at ${gone}`;
    // Where a kept connection to a node breaks, HAProxy breaks the client's too, so that the client asks again.
    assert.ok(failed.every(({ node, error, began }) => (node === victim.name || error === 'ECONNRESET') && began < gone), what);
    assert.ok(failed.length <= PEOPLE, what);
    failures += failed.length;
    await victim.start();
    await nodes.balancer.untilState(victim.name, true);
    assert.deepEqual(await load.lies(), [], what);
  }
  await load.stop();
  assert.deepEqual(load.wrong, []);
  assert.deepEqual(await load.lies(), []);
  console.log(`     ${load.signedIn} sign-ins and ${load.records.length} requests in ${ROUNDS} rounds; ${failures} requests were under way at a node that was killed`);
});

test('N-03: a node dies while it renews a session: the session stays good, and another node renews it when the lease has lapsed', async () => {
  const postgres = await PostgresServer.start({ movable: true });
  const nodes = await Nodes.start({ url: postgres.newDatabase(), clock: postgres.clock, balanced: false, rest: 'sessions: {renewEvery: 10m}\n' });
  const { idp, all: [first, second, third] } = nodes;
  const pass = (seconds) => {
    postgres.clock.forward(seconds);
    idp.clockOffset += seconds;
  };
  const { session } = await nodes.enter(first);
  pass(11 * 60);
  idp.fault('token', 'hang');
  const asked = idp.counts.token;
  const lost = nodes.status(session, first).catch((error) => error.code);
  await until('the provider to be asked', () => idp.counts.token > asked);
  await first.process.stop('SIGKILL');
  assert.equal(await lost, 'ECONNRESET');
  idp.fault('token');
  assert.deepEqual(await nodes.statuses(session, [second, third]), [204, 204]);
  assert.equal(idp.counts.token, asked + 1, 'the lease is still the dead one\'s, so the refresh token is not used twice');
  pass(31);
  assert.deepEqual(await nodes.statuses(session, [second, third]), [204, 204]);
  assert.equal(idp.counts.token, asked + 2, 'renewed once');
  pass(9 * 60);
  assert.deepEqual(await nodes.statuses(session, [second, third]), [204, 204]);
  assert.equal(idp.counts.token, asked + 2);
});
