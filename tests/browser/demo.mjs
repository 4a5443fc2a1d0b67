// Starts a demo for a test, on its own ports and in its own folder.
import { Process, freePort, temporaryFolder } from '../support.mjs';

export async function startDemo(binary, extra = []) {
  const folder = temporaryFolder('demo');
  const port = await freePort();
  const directoryPort = await freePort();
  const httpsPort = await freePort();
  const start = () => new Process(binary, ['demo', '--data-dir', folder, '--port', port, '--directory-port', directoryPort,
    '--directory-https-port', httpsPort, ...extra].map(String));
  const process = start();
  await process.saying(/Press Ctrl\+C to stop/);
  return { process, start, folder, port, url: `http://localhost:${port}`, directory: `http://localhost:${directoryPort}`,
    directoryHttps: `https://localhost:${httpsPort}` };
}
