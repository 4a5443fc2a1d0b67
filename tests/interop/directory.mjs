// The directory as the interop tests have it: its own folder and ports, people and apps made by its own commands.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { Process, temporaryFolder, write } from '../support.mjs';

export const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
export const PASSWORD = 'correct horse battery staple';

// Signs the person in on the directory's own page, as a browser without JavaScript does, and goes on until `stop`.
export async function signInAtDirectory(agent, url, person, stop) {
  const page = await agent.get(url, { stop });
  if (page.location && stop(page.location)) return page;
  return agent.submit(page, { login: person, passwd: PASSWORD }, { stop });
}

export async function startDirectory(binary, seed) {
  const folder = temporaryFolder('directory');
  const seedFile = write(join(folder, 'seed.yaml'), seed);
  const process = new Process(binary, ['directory', '--data-dir', folder, '--http-port', '0', '--https-port', '0', '--seed', seedFile]);
  const [, http] = await process.saying(/(http:\/\/localhost:\d+)/);
  const [, https] = await process.saying(/(https:\/\/localhost:\d+)/);
  const caFile = execFileSync(binary, ['ca', 'show', '--data-dir', folder, '--path'], { encoding: 'utf8' }).trim();
  const ca = readFileSync(caFile, 'utf8');
  return {
    folder, process, http, https, ca, caFile, tenant: TENANT,
    authority: `${https}/${TENANT}`, httpAuthority: `${http}/${TENANT}`,
    agent: () => new Agent({ ca }),
  };
}
