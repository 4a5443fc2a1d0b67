// Changes the file of a directory, as only its owner can, where no command and no endpoint does.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export function changeDirectory(dataDir, sql) {
  const file = readdirSync(dataDir).find((name) => name.endsWith('.db'));
  execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(dataDir, file), sql]);
}

// "Allow public client flows" of the portal.
export function allowPublicFlows(dataDir, clientId) {
  changeDirectory(dataDir, `UPDATE app SET body = json_set(body, '$.public_client_flows', json('true')) WHERE client_id = '${clientId}'`);
}
