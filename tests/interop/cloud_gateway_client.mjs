// Runs in a network of its own, where the names of a cloud of Entra ID are this machine. Starts the directory and a
// gateway that is configured with the cloud's authority, signs Ada in with a browser, and asks for a role that one of
// her groups gives. Prints a JSON object with the results.
import { readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { confidentialClient } from '../configuration.mjs';
import { Process } from '../support.mjs';
import { startGateway } from './gateway.mjs';

const told = JSON.parse(process.argv[3]);
const server = new Process(told.binary, [...told.flags, '--groups-in-token', '1']);
await server.saying(/Ready/);
const gateway = await startGateway({
  authentication: confidentialClient({ authority: told.authority, tenant: told.tenant, clientId: told.clientId, secret: told.secret }),
  server: `  caFile: ${told.caFile}\n  privateHosts: [${told.names.join(', ')}]\n`,
  rest: `roleMapping:\n  - {group: ${told.group}, role: Steward}\n`,
});
const browser = new Agent({ ca: readFileSync(told.caFile) });
const page = await browser.get(`${gateway.origin}/api/v1/auth/login`);
const signedIn = await browser.signIn(page, told.person, told.password);
const check = await browser.send(`${gateway.origin}/check?role=Steward`);
const metrics = await (await fetch(`http://127.0.0.1:${gateway.adminPort}/metrics`)).text();
await server.stop();
const result = { signInPage: page.url, after: signedIn.url, status: check.status, user: check.headers['x-auth-request-email'],
  overages: metrics.match(/^sallyport_group_overage_resolved_total (\d+)$/m)?.[1], log: check.status === 204 ? '' : gateway.log() };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
