// SPDX-License-Identifier: Apache-2.0
import Anthropic from '@anthropic-ai/sdk';
import { TEXT } from './cases.mjs';

const messages = [{ role: 'user', content: TEXT }];

/** Anthropic's client, with nothing of its own changed but the address. */
export function anthropic(url) {
  const of = (apiKey) => new Anthropic({ apiKey, baseURL: url });
  const model = 'claude-sonnet-4-5';
  return {
    model,
    async chat(key) {
      const answer = await of(key).messages.create({ model, max_tokens: 50, messages });
      return { text: answer.content[0].text, outputTokens: answer.usage.output_tokens };
    },
    async stream(key) {
      let parts = 0;
      const stream = of(key).messages.stream({ model, max_tokens: 50, messages });
      stream.on('text', () => parts++);
      const text = await stream.finalText();
      return { text, parts };
    },
    async tool(key) {
      const answer = await of(key).messages.create({
        model,
        max_tokens: 50,
        messages: [{ role: 'user', content: '!tool' }],
        tools: [{
          name: 'weigh',
          description: 'Weighs a load',
          input_schema: { type: 'object', properties: { load: { type: 'string' } }, required: ['load'] },
        }],
      });
      return answer.content.find((block) => block.type === 'tool_use');
    },
    async failure(key, wanted) {
      try {
        await of(key).messages.create({ model: wanted, max_tokens: 50, messages });
      } catch (failure) {
        return { status: failure.status, code: failure.error?.error?.type, message: failure.message };
      }
      return { status: 200 };
    },
  };
}
