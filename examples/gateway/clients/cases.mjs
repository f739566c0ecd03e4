// SPDX-License-Identifier: Apache-2.0
// What every client is asked to do, whatever its dialect, and what must come of it.
import assert from 'node:assert/strict';

export const TEXT = 'Weigh this, please';

/** One client and the wire it talks over; `client` has chat, stream, tool and failure, each in the dialect's own words. */
export function casesOf(name, client, { wire, keys }) {
  const attempt = async (expected, key, model) => {
    const failure = await client.failure(key, model);
    const seen = wire.taken();
    assert.equal(failure.status, expected, `status: ${failure.message}`);
    assert.deepEqual(seen.map((one) => one.status), [expected], 'attempts at the gateway');
    return `${failure.code}, 1 attempt`;
  };
  return [
    ['chat', async () => {
      const answer = await client.chat(keys.paying);
      assert.equal(answer.text, TEXT);
      assert.ok(answer.outputTokens > 0, `output tokens: ${answer.outputTokens}`);
      const [seen] = wire.taken();
      assert.match(seen.headers['x-weighhouse-charged'], /^0\.0*[1-9]\d* CREDIT$/);
      return `${answer.outputTokens} tokens out, charged ${seen.headers['x-weighhouse-charged']}`;
    }],
    ['streaming', async () => {
      const answer = await client.stream(keys.paying);
      assert.equal(answer.text, TEXT);
      assert.ok(answer.parts > 1, `parts: ${answer.parts}`);
      assert.equal(wire.taken().length, 1);
      return `${answer.parts} parts`;
    }],
    ['tool call', async () => {
      const answer = await client.tool(keys.paying);
      assert.equal(answer.name, 'weigh');
      assert.equal(typeof answer.input, 'object');
      assert.equal(wire.taken().length, 1);
      return `${answer.name}(${JSON.stringify(answer.input)})`;
    }],
    ['401', () => attempt(401, 'wh_sk_test_unknown', client.model)],
    ['402', () => attempt(402, keys.poor, client.model)],
    ['404', () => attempt(404, keys.paying, 'no-such-model')],
    ['429', async () => {
      await client.chat(keys.slow);
      wire.taken();
      const answer = await client.chat(keys.slow, { patient: true });
      const seen = wire.taken();
      assert.equal(answer.text, TEXT);
      assert.deepEqual(seen.map((one) => one.status), [429, 200]);
      const told = Number(seen[0].headers['retry-after']);
      const waited = (seen[1].at - seen[0].at) / 1000;
      assert.ok(told > 0 && told <= 3, `retry-after: ${told}`);
      assert.ok(waited >= told - 0.02, `waited ${waited} s, told ${told} s`);
      return `told to wait ${told} s, waited ${waited.toFixed(1)} s`;
    }],
  ].map(([what, run]) => ({ name, what, run }));
}
