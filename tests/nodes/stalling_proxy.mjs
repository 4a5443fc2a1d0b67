// A connection between a node and the database that can stall: what was sent is lost in a queue, nothing is refused,
// and nothing ends. So does a network whose packets go nowhere.
import net from 'node:net';
import { cleanup } from '../support.mjs';

export class StallingProxy {
  static async start(target) {
    const proxy = new StallingProxy();
    proxy.pairs = new Set();
    proxy.server = net.createServer((near) => proxy.#join(near, target));
    await new Promise((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    proxy.port = proxy.server.address().port;
    cleanup(() => {
      for (const sockets of proxy.pairs) for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => proxy.server.close(resolve));
    });
    return proxy;
  }

  #join(near, target) {
    const far = net.connect(target, '127.0.0.1');
    const pair = [near, far];
    this.pairs.add(pair);
    for (const [from, to] of [[near, far], [far, near]]) {
      if (this.stalled) from.pause();
      from.on('data', (part) => to.write(part));
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
      if (this.stalled) from.pause();  // a listener for data makes it flow
    }
  }

  stall() {
    this.stalled = true;
    for (const sockets of this.pairs) for (const socket of sockets) socket.pause();
  }

  goOn() {
    this.stalled = false;
    for (const sockets of this.pairs) for (const socket of sockets) socket.resume();
  }
}
