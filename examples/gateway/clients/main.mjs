// SPDX-License-Identifier: Apache-2.0
// Runs every case with every client and prints a line for each; the exit status is 1 when one went wrong.
import { anthropic } from './anthropic.mjs';
import { casesOf } from './cases.mjs';
import { gemini } from './gemini.mjs';
import { Gateway, started } from './gateway.mjs';
import { openAi } from './openai.mjs';
import { Wire } from './wire.mjs';

const clients = { openai: openAi, '@anthropic-ai/sdk': anthropic, '@google/genai': gemini };

async function keysFor(gateway, client) {
  const tenant = client.replace(/\W+/g, '-').replace(/^-/, '');
  return {
    paying: await gateway.customer(`${tenant}-paying`, 'demo', '10'),
    poor: await gateway.customer(`${tenant}-poor`, 'demo', ''),
    // One request in two seconds.
    slow: await gateway.customer(`${tenant}-slow`, 'trickle', '10'),
  };
}

async function run(gateway) {
  let wrong = 0;
  for (const [client, of] of Object.entries(clients)) {
    const wire = await Wire.to(gateway.url);
    const keys = await keysFor(gateway, client);
    for (const { name, what, run } of casesOf(client, of(wire.url), { wire, keys })) {
      let line;
      try {
        line = `ok    ${await run()}`;
      } catch (failure) {
        wire.taken();
        wrong++;
        line = `WRONG ${String(failure.message).replace(/\s*\n\s*/g, ' | ')}`;
      }
      console.log(`${name.padEnd(18)} ${what.padEnd(10)} ${line}`);
    }
    wire.close();
  }
  return wrong;
}

const [option, url, adminKey] = process.argv.slice(2);
const { gateway, stop } = option === '--gateway' ? { gateway: new Gateway(url, adminKey), stop() {} } : await started();
try {
  const wrong = await run(gateway);
  console.log(wrong === 0 ? 'All cases are as they should be.' : `${wrong} cases are not as they should be.`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  stop();
}
