// Runs the provider in its own process, so that a test can freeze it (SIGSTOP). Standard input takes one call per line,
// {"call": "fault", "args": […]} or {"read": "counts"}; standard output has the results, one per line.
import { createInterface } from 'node:readline';
import { Idp } from './idp.mjs';

const idp = await new Idp().start();
console.log(JSON.stringify({ origin: idp.origin, issuer: idp.issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const { call, args = [], read } = JSON.parse(line);
  console.log(JSON.stringify((read ? idp[read] : idp[call](...args)) ?? null));
}
await idp.stop();
