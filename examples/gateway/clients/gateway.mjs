// SPDX-License-Identifier: Apache-2.0
// A gateway to point clients at: one that is started here, or one that is running.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts the example gateway on a free port, in memory, and waits until it has said how to try it. */
export async function started() {
  const env = { ...process.env };
  delete env.OPENAI_API_KEY;
  delete env.ANTHROPIC_API_KEY;
  delete env.GEMINI_API_KEY;
  const child = spawn(process.env.GATEWAY_RUN, ['--memory', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const found = {};
  for await (const line of createInterface({ input: child.stdout })) {
    found.url ??= line.match(/Listening on (http:\/\/[^\s,]+)/)?.[1];
    found.adminKey ??= line.match(/\/admin\/\S+ -H 'authorization: Bearer (\S+)'/)?.[1];
    if (found.url && found.adminKey) {
      return { gateway: new Gateway(found.url, found.adminKey), stop: () => child.kill() };
    }
  }
  throw new Error('the gateway ended before it said where it listens');
}

/** A running gateway, and what its administrator can do there. */
export class Gateway {
  constructor(url, adminKey) {
    this.url = url;
    this.adminKey = adminKey;
  }

  /** Makes a customer with so much credit, and returns a key of it on a plan. */
  async customer(tenant, plan, credits) {
    await this.admin('/admin/tenants', { tenant, plan });
    if (credits) {
      await this.admin('/admin/credits', { tenant, id: `credits-${tenant}`, amount: credits, reason: 'for a test' });
    }
    return (await this.admin('/admin/keys', { tenant, name: 'client' })).key;
  }

  async admin(path, body) {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.adminKey}` },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${path} answered ${answer.status}: ${text}`);
    }
    return JSON.parse(text);
  }
}
