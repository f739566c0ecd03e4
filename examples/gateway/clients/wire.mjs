// SPDX-License-Identifier: Apache-2.0
// The wire between a client and the gateway: passes everything on, and counts what went over it.
import { createServer, request } from 'node:http';

export class Wire {
  /** What reached the gateway since the last look: path, status, and when. */
  #seen = [];

  constructor(server, url) {
    this.server = server;
    this.url = url;
  }

  static async to(target) {
    let wire;
    const server = createServer((incoming, outgoing) => {
      const attempt = { at: performance.now(), path: incoming.url, status: 0, headers: {} };
      wire.#seen.push(attempt);
      const url = new URL(incoming.url, target);
      const passed = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
        attempt.status = answer.statusCode;
        attempt.headers = answer.headers;
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    wire = new Wire(server, `http://127.0.0.1:${server.address().port}`);
    return wire;
  }

  /** The attempts since the last call of this. */
  taken() {
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
