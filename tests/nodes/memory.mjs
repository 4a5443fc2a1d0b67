// The feature suite once more, with gateways that keep everything in memory, as the stores do that are the measure for
// those in a database. A test that reads the tables, starts a gateway again, or uses a command of another process has no
// meaning here, and is left out with that reason. Arguments: the binary, and a word; only tests whose names contain it
// run.
import assert from 'node:assert/strict';
import { main, outcomes, test } from '../support.mjs';

process.env.TEST_STORE = 'memory';

for (const subject of ['flows', 'first_start', 'sessions', 'overage', 'provider', 'check', 'proxy', 'security_api', 'access_api', 'people_api', 'policies', 'tokens', 'rate_limits', 'operation'])
  await import(`../feature/${subject}.mjs`);

test('N-08: a gateway passes the same tests in memory as with SQLite', () => {
  const { passed = 0, failed = 0 } = outcomes();
  assert.equal(failed, 0);
  assert.ok(passed > 60, `only ${passed} tests passed`);
});

// As in feature.mjs.
await main({ without: /^(?!N-)[A-Z]+-?\d+(, [A-Z]+-?\d+)*: /, endEach: true });
