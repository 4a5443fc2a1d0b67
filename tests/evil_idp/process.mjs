// The provider with switches as a process of its own, so that it can be stopped in the middle (SIGSTOP). On standard input
// a line for each call, {"call": "fault", "args": […]} or {"read": "counts"}; on standard output its result, a line each.
import { createInterface } from 'node:readline';
import { Idp } from './idp.mjs';

const idp = await new Idp().start();
console.log(JSON.stringify({ origin: idp.origin, issuer: idp.issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const { call, args = [], read } = JSON.parse(line);
  console.log(JSON.stringify((read ? idp[read] : idp[call](...args)) ?? null));
}
await idp.stop();
