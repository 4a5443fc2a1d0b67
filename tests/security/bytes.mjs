// Raw bytes, in and out: requests that no HTTP library would send, and an application that keeps every byte that it
// gets.
import net from 'node:net';
import { cleanup } from '../support.mjs';

// Sends the bytes and returns what came back until the other side closed. `open` is true if `patience` milliseconds
// without a byte have passed and the other side has not closed. `target` is a port of this machine or the path of a
// unix socket.
export function exchange(target, bytes, { patience = 20_000 } = {}) {
  return new Promise((resolve) => {
    let text = '';
    let open = false;
    const socket = net.connect(typeof target === 'number' ? { port: target, host: '127.0.0.1' } : { path: target }, () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(patience, () => {
      open = true;
      socket.destroy();
    });
    socket.on('data', (part) => (text += part.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text, open, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)) }));
  });
}

const isWhole = (bytes) => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = bytes.slice(0, end);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return bytes.indexOf('0\r\n\r\n', end) >= 0;
  return bytes.length >= end + 4 + Number(head.match(/\r\ncontent-length: *(\d+)/i)?.[1] ?? 0);
};

// Answers each complete message, and keeps everything that arrives on every connection.
export class ByteRecorder {
  connections = [];  // what each connection received
  answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  async start() {
    this.server = net.createServer((socket) => {
      const connection = { bytes: '', whole: 0, closed: false };
      this.connections.push(connection);
      let message = '';
      socket.on('data', (part) => {
        connection.bytes += part.toString('latin1');
        message += part.toString('latin1');
        if (!isWhole(message)) return;
        message = '';
        connection.whole += 1;
        socket.write(this.answer);
      });
      socket.on('error', () => {});
      socket.on('close', () => (connection.closed = true));
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    cleanup(() => this.server.close());
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  get bytes() {
    return this.connections.map(({ bytes }) => bytes).join('');
  }

  get whole() {
    return this.connections.reduce((sum, { whole }) => sum + whole, 0);
  }
}
