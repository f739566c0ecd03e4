// SPDX-License-Identifier: Apache-2.0
import OpenAI from 'openai';
import { TEXT } from './cases.mjs';

const messages = [{ role: 'user', content: TEXT }];

/** OpenAI's client, with nothing of its own changed but the address. */
export function openAi(url) {
  const of = (apiKey) => new OpenAI({ apiKey, baseURL: `${url}/v1` });
  const model = 'gpt-4o-mini';
  return {
    model,
    async chat(key) {
      const answer = await of(key).chat.completions.create({ model, messages });
      return { text: answer.choices[0].message.content, outputTokens: answer.usage.completion_tokens };
    },
    async stream(key) {
      let text = '';
      let parts = 0;
      for await (const chunk of await of(key).chat.completions.create({ model, messages, stream: true })) {
        const delta = chunk.choices[0]?.delta?.content;
        if (delta) {
          text += delta;
          parts++;
        }
      }
      return { text, parts };
    },
    async tool(key) {
      const parameters = { type: 'object', properties: { load: { type: 'string' } }, required: ['load'] };
      const answer = await of(key).chat.completions.create({
        model,
        messages: [{ role: 'user', content: '!tool' }],
        tools: [{ type: 'function', function: { name: 'weigh', description: 'Weighs a load', parameters } }],
      });
      const call = answer.choices[0].message.tool_calls[0].function;
      return { name: call.name, input: JSON.parse(call.arguments) };
    },
    async failure(key, wanted) {
      try {
        await of(key).chat.completions.create({ model: wanted, messages });
      } catch (failure) {
        return { status: failure.status, code: failure.code, message: failure.message };
      }
      return { status: 200 };
    },
  };
}
