// The feature suite once more, with gateways that keep everything in PostgreSQL instead of a SQLite file: apart from the
// tests that are about no gateway, or about SQLite's file itself. Arguments: the binary, and a word; only tests whose
// names contain it run.
import assert from 'node:assert/strict';
import { main, outcomes, test } from '../support.mjs';

process.env.TEST_STORE = 'postgresql';

for (const subject of ['flows', 'first_start', 'sessions', 'overage', 'provider', 'check', 'proxy', 'security_api', 'rate_limits', 'invitations', 'operation', 'logs'])
  await import(`../feature/${subject}.mjs`);

test('N-08: a gateway passes the same tests with PostgreSQL as with SQLite', () => {
  const { passed = 0, failed = 0 } = outcomes();
  assert.equal(failed, 0);
  assert.ok(passed > 100, `only ${passed} tests passed`);
});

// The rows of the catalogue are covered by the suite itself, with SQLite; here one row stands for them all.
await main({ without: /^(?!N-)[A-Z]+-?\d+(, [A-Z]+-?\d+)*: /, endEach: true });
