import type { McpHttpHandler } from '@modelcontextprotocol/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import { answerProblem } from '../platform/http/problem.ts'

export const mcpPath = '/mcp'

/**
 * The endpoint of the Model Context Protocol. Who asks is the API key of the request and nothing else: no session of it is
 * kept (2025-11-25, transports: sessions are optional; 2026-07-28 has none), so there is nothing to GET or DELETE.
 */
export async function addMcpRoutes(app: App, protocol: McpHttpHandler): Promise<void> {
  await app.register(async (scope) => {
    scope.setErrorHandler(refused)
    scope.post(
      mcpPath,
      { schema: { hide: true }, config: { access: 'api-key', audit: 'mcp.request' } },
      (request, reply) => answer(protocol, request, reply),
    )
    scope.route({
      method: ['GET', 'DELETE'],
      url: mcpPath,
      schema: { hide: true },
      config: { access: 'api-key' },
      handler: async (_, reply) => {
        reply.header('allow', 'POST')
        throw new CountersignError('METHOD_NOT_ALLOWED', 'this endpoint keeps no session: send POST')
      },
    })
  })
}

async function answer(
  protocol: McpHttpHandler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const person = requirePerson(request)
  const { body } = request
  // Revisions from 2025-06-18 on know no batches; each message is an entry of its own in the trail.
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CountersignError('REQUEST_INVALID', 'send one JSON-RPC message')
  const { method } = body as { readonly method?: unknown }
  const name =
    typeof method === 'string'
      ? method
          .replaceAll(/[^a-z]+/gi, '-')
          .toLowerCase()
          .slice(0, 40)
      : 'none'
  noteAudit({ action: `mcp.${name}`, tenantIds: person.tenantIds })
  const asked = new Request(`http://mcp.invalid${mcpPath}`, {
    method: 'POST',
    headers: headersOf(request),
    body: JSON.stringify(body),
  })
  const authInfo = { token: '', clientId: person.personId, scopes: [...person.rights], extra: { person } }
  const answered = await protocol.fetch(asked, { authInfo, parsedBody: body })
  // Read to its end before it is sent: the trail's entry is written between the two.
  const text = await answered.text()
  for (const header of ['content-type', 'mcp-protocol-version', 'allow'])
    if (answered.headers.has(header)) reply.header(header, answered.headers.get(header))
  reply.header('cache-control', 'no-store')
  return reply.code(answered.status).send(text === '' ? null : text)
}

/** What the protocol says in headers; no credential is handed on. */
function headersOf({ headers }: FastifyRequest): Headers {
  const kept = Object.entries(headers).filter(([name]) => /^(?:accept|content-type|mcp-[a-z-]+)$/.test(name))
  return new Headers(
    kept.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  )
}

/** RFC 6750, section 3: a refusal for want of a key says how one is given. */
function refused(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof CountersignError && /^API_KEY_/.test(error.code))
    reply.header('www-authenticate', 'Bearer realm="mcp"')
  return answerProblem(error, request, reply)
}
