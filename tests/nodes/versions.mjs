// The middle of an upgrade: some nodes run this version, and some one of the next, whose tables have a step more
// (next_version).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PostgresServer } from '../postgres_server.mjs';
import { Skip, test, until } from '../support.mjs';
import { binary, run } from '../feature/world.mjs';
import { Load } from './load.mjs';
import { Nodes } from './world.mjs';

// For tables without a program that knows it. What a later version may do to tables in use: add.
export const STEP = `BEGIN;
ALTER TABLE session ADD COLUMN of_the_next BYTEA NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN of_the_next BIGINT;
CREATE TABLE of_the_next (id BIGINT PRIMARY KEY);
CREATE INDEX session_of_the_next ON session (of_the_next);
UPDATE sallyport_schema SET version = version + 1;
COMMIT`;

function next(name) {
  const program = join(dirname(binary), 'tests', name);
  if (!existsSync(program)) throw new Skip(`${program} is not built (the target next_versions)`);
  return program;
}

test('N-09, F-30: a rolling upgrade to tables with a step more, and back again, under load: no request fails', async () => {
  const newer = next('sallyport_next');
  const postgres = await PostgresServer.start();
  const nodes = await Nodes.start({ url: postgres.newDatabase(), server: '  stopDelay: 4s\n' });
  const step = () => Number(postgres.ask('SELECT version FROM sallyport_schema', postgres.database)[0][0]);
  const before = step();
  const load = new Load(nodes);
  const some = () => {
    const enough = load.signedIn + 20;
    return until('sign-ins', () => load.signedIn >= enough);
  };
  for (const program of [newer, binary]) {
    for (const node of nodes.all) {
      await some();
      assert.equal(await node.process.stop(), 0);
      node.binary = program;
      await node.start();
      await nodes.balancer.untilState(node.name, true);
      assert.equal(step(), before + 1, 'the first node of the next version took the step, and nobody takes it back');
    }
  }
  await some();
  await load.stop();
  assert.deepEqual(load.failures(), []);
  assert.deepEqual([load.wrong, await load.lies()], [[], []]);
});

test('N-09, F-30: tables that shut this version out: nodes that run go on, and none starts', async () => {
  const newer = next('sallyport_shuts_out');
  const postgres = await PostgresServer.start();
  const nodes = await Nodes.start({ count: 2, balanced: false, url: postgres.newDatabase() });
  const [ours, theirs] = nodes.all;
  const { session } = await nodes.enter(ours);
  await theirs.process.stop();
  theirs.binary = newer;
  await theirs.start();
  assert.deepEqual(await nodes.statuses(session), [204, 204]);
  assert.equal(await ours.process.stop(), 0);
  await assert.rejects(ours.start(), /postgres_version/);
  const listed = run(['admin', 'user', 'list', '--config', ours.config]);
  assert.notEqual(listed.code, 0);
  assert.match(listed.err, /postgres_version/);
  const { version, newest } = JSON.parse(run(['store', 'status', '--config', ours.config]).out);
  assert.equal(version, newest + 1, 'the status may be read all the same');
  assert.equal(await nodes.status(session, theirs), 204);
});
