// SPDX-License-Identifier: Apache-2.0
import { GoogleGenAI, Type } from '@google/genai';
import { TEXT } from './cases.mjs';

/** Google's client, with nothing of its own changed but the address. */
export function gemini(url) {
  // It tries once unless it is told otherwise, and goes by its own delays, whatever the answer says: the patient one has
  // been given delays that are longer than the answer's.
  const of = (apiKey, patient) => new GoogleGenAI({
    apiKey,
    httpOptions: { baseUrl: url, ...(patient && { retryOptions: { attempts: 2, initialDelay: 3, jitter: 0 } }) },
  });
  const model = 'gemini-2.5-flash';
  return {
    model,
    async chat(key, { patient } = {}) {
      const answer = await of(key, patient).models.generateContent({ model, contents: TEXT });
      return { text: answer.text, outputTokens: answer.usageMetadata.candidatesTokenCount };
    },
    async stream(key) {
      let text = '';
      let parts = 0;
      for await (const chunk of await of(key).models.generateContentStream({ model, contents: TEXT })) {
        if (chunk.text) {
          text += chunk.text;
          parts++;
        }
      }
      return { text, parts };
    },
    async tool(key) {
      const parameters = { type: Type.OBJECT, properties: { load: { type: Type.STRING } }, required: ['load'] };
      const answer = await of(key).models.generateContent({
        model,
        contents: '!tool',
        config: { tools: [{ functionDeclarations: [{ name: 'weigh', description: 'Weighs a load', parameters }] }] },
      });
      const call = answer.functionCalls[0];
      return { name: call.name, input: call.args };
    },
    async failure(key, wanted) {
      try {
        await of(key).models.generateContent({ model: wanted, contents: TEXT });
      } catch (failure) {
        return { status: failure.status, code: codeOf(failure.message), message: failure.message };
      }
      return { status: 200 };
    },
  };
}

function codeOf(message) {
  return message.match(/"status":"(\w+)"/)?.[1];
}
