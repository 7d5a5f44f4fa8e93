import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Witness, WitnessAnswer } from '@countersign/tlog/witness'
import { witnessLimits } from '@countersign/tlog/witness-protocol'

const requestTimeoutMilliseconds = 30_000

/** `POST /add-checkpoint` of c2sp.org/tlog-witness; everything else is told what this is. */
export function witnessServer(witness: Witness, about: string, warn: (text: string) => void): Server {
  const server = createServer((request, response) => {
    answer(witness, about, request)
      .catch((error: Error) => {
        warn(error.message)
        return plain(500, 'the witness cannot keep its state; nothing was cosigned')
      })
      .then(({ status, contentType, body }) => send(response, status, contentType, body))
  })
  server.requestTimeout = requestTimeoutMilliseconds
  return server
}

async function answer(witness: Witness, about: string, request: IncomingMessage): Promise<WitnessAnswer> {
  if (request.url !== '/add-checkpoint') return plain(request.url === '/' ? 200 : 404, about)
  if (request.method !== 'POST') return plain(405, 'a checkpoint is sent with POST')
  const body = await readBody(request)
  return body === undefined ? plain(413, 'the request is too long') : witness.addCheckpoint(body)
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > witnessLimits.addCheckpointMaxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function plain(status: number, text: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: text.endsWith('\n') ? text : `${text}\n` }
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType }).end(body)
}
