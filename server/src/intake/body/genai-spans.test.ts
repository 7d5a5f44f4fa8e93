import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'
import { frameOtlp } from './frame-otlp.ts'
import { otlpMessages } from './otlp-schema.ts'

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })

const request = {
  resourceSpans: [
    {
      resource: { attributes: [text('service.name', 'triage')] },
      scopeSpans: [
        {
          scope: { name: 'agents' },
          spans: [
            {
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
              name: 'execute_tool close_ticket',
              startTimeUnixNano: '1772615727000000000',
              endTimeUnixNano: '1772615728000000000',
              attributes: [
                text('gen_ai.operation.name', 'execute_tool'),
                text('gen_ai.agent.name', 'Triage'),
                text('gen_ai.tool.name', 'close_ticket'),
                { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
                text('enduser.id', 'omar@fernworks.example'),
              ],
            },
          ],
        },
      ],
    },
  ],
}

/** The same request with its ids as bytes, as protobuf carries them. */
function asProtobuf(): Buffer {
  const withBytes = JSON.parse(JSON.stringify(request), (key, value) =>
    key === 'traceId' || key === 'spanId' ? Buffer.from(value, 'hex') : value,
  )
  const type = otlpMessages.traces
  return Buffer.from(type.encode(type.fromObject(withBytes)).finish())
}

function eventOf(body: Buffer, wire: 'json' | 'protobuf'): NormalisedEvent {
  const framed = frameOtlp(body, 'traces', wire)
  assert.equal(framed.kind, 'frames')
  const [frame] = framed.kind === 'frames' ? framed.frames : []
  assert.ok(frame?.bytes !== undefined)
  const fields = JSON.parse(frame.bytes.toString()) as JsonObject
  const result = normalise('otel-genai-span', { fields, raw: '' }, { receivedAtMs: 0 })
  assert.equal(result.kind, 'event')
  return (result as { readonly normalised: NormalisedEvent }).normalised
}

test("an agent's tool call is the same event from JSON and from protobuf", () => {
  const json = eventOf(Buffer.from(JSON.stringify(request)), 'json')
  const protobuf = eventOf(asProtobuf(), 'protobuf')
  assert.equal(json.identityKey, 'agent:triage')
  assert.equal((json.event.message_context as { prompt_tokens?: number }).prompt_tokens, 12)
  assert.deepEqual(protobuf.event.ai_agent, json.event.ai_agent)
  assert.deepEqual(protobuf.event.message_context, json.event.message_context)
  assert.deepEqual(protobuf.event.trace, json.event.trace)
  assert.deepEqual(protobuf.chain, json.chain)
})
