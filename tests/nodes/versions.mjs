// The middle of an upgrade: the tables have a step more than these programs know, as the first node of the next version
// leaves them, while the others go on.
import assert from 'node:assert/strict';
import { PostgresServer } from '../postgres_server.mjs';
import { test, until } from '../support.mjs';
import { Load } from './load.mjs';
import { Nodes } from './world.mjs';

// What a later version may do to tables in use: add.
export const STEP = `BEGIN;
ALTER TABLE session ADD COLUMN of_the_next BYTEA NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN of_the_next BIGINT;
CREATE TABLE of_the_next (id BIGINT PRIMARY KEY);
CREATE INDEX session_of_the_next ON session (of_the_next);
UPDATE sallyport_schema SET version = version + 1;
COMMIT`;

test('N-09, F-30: a newer version adds to the tables under load: no request fails, and nodes of this version start there, too', async () => {
  const postgres = await PostgresServer.start();
  const nodes = await Nodes.start({ url: postgres.newDatabase(), server: '  stopDelay: 2s\n' });
  const load = new Load(nodes);
  const some = () => {
    const enough = load.signedIn + 20;
    return until('sign-ins', () => load.signedIn >= enough);
  };
  await some();
  await postgres.tell(STEP, postgres.database);
  await some();
  const [node] = nodes.all;
  assert.equal(await node.process.stop(), 0);
  await node.start();
  await nodes.balancer.untilState(node.name, true);
  await some();
  await load.stop();
  assert.deepEqual(load.failures(), []);
  assert.deepEqual([load.wrong, await load.lies()], [[], []]);
});
