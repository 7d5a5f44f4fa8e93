import { randomUUID } from 'node:crypto'
import { ApiError, type Client, createClient } from '@countersign/client/client'
import { waitWithTimer } from '@countersign/client/retrying'
import { type ParsedArguments, type Terminal, textOption, UsageError } from './command.ts'

/** Options of every command that speaks to a server. */
export const serverOptions = { server: { type: 'string' }, key: { type: 'string' } } as const

export const serverUsage = `  --server   address of the server, like https://soc.example. Default: $COUNTERSIGN_SERVER.
  --key      an API key of a tenant. Better in $COUNTERSIGN_KEY: arguments are seen by everybody on the machine.`

/** For a person at a terminal or a scheduled task; a server that asks for a longer pause is reported. */
const retries = { attemptsMax: 4, waitMaxSeconds: 60, wait: waitWithTimer, newKey: randomUUID }

/**
 * The API of the server that the person names, as the key's holder. Its calls fail with ApiError, SERVER_UNREACHABLE among
 * them. Errors: UsageError when the address or the key is missing or cannot be one.
 */
export function serverClient(parsed: ParsedArguments, { environment }: Terminal): Client {
  const server = textOption(parsed, 'server') ?? environment.COUNTERSIGN_SERVER ?? ''
  const apiKey = textOption(parsed, 'key') ?? environment.COUNTERSIGN_KEY ?? ''
  if (server === '') throw new UsageError('Name the server with --server or in COUNTERSIGN_SERVER.')
  if (apiKey === '')
    throw new UsageError(
      'Give an API key in COUNTERSIGN_KEY or with --key. The console makes them: Administration, API keys.',
    )
  // A header cannot hold more, and a pasted line break would fail without a word about the key.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new UsageError('The API key holds blanks or other signs that no key has.')
  const baseUrl = originOf(server)
  return createClient({ baseUrl, apiKey, fetch: reaching(baseUrl), retries })
}

function originOf(server: string): string {
  const url = URL.parse(server)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`"${server}" is no address of a server; it looks like https://soc.example.`)
  return url.origin
}

function reaching(baseUrl: string): typeof fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init)
    } catch (error) {
      const { cause } = error as Error
      throw new ApiError({
        type: 'about:blank',
        title: 'The server does not answer',
        status: 0,
        detail: `${baseUrl} does not answer (${cause instanceof Error ? cause.message : String(error)}). Check the address and that the server runs.`,
        code: 'SERVER_UNREACHABLE',
      })
    }
  }
}
