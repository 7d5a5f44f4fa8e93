/** Every connection to somebody else goes through the gate: nothing outside of it can open one. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.ts$/.test(path) && !/(^|\/)test-|\.test\.ts$|\.d\.ts$|conformance/.test(path))
  .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))

/** What opens a socket: what is imported as a value from a module that can, and `fetch` by its own name. */
const capable =
  /^import (?!type\b)[^'"]*['"](?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|undici|nodemailer|openid-client|pg|pg-boss|@clickhouse\/client|ws|axios|got)['"]|(?<![.\w])fetch\(|import\(['"](?:node:)?(?:http|https|net|tls|dgram)['"]\)|\bnew WebSocket\(|\bnew EventSource\(/m

const gate = 'platform/egress/'
const reasons: Readonly<Record<string, RegExp>> = {
  // Listen; connect to nobody.
  'platform/metrics/metrics-server.ts': /createServer/,
  'platform/http/client-address.ts': /import \{ isIPv4, isIPv6 \} from 'node:net'/,
  'platform/config.ts': /import \{ isIP \} from 'node:net'/,
  // Over a socket in the data directory, to the server of the same machine.
  'platform/control.ts': /socketPath/,
  // The two stores of the region, as configured: in the residency statement as where data is kept.
  'platform/lake/clickhouse-http.ts': /@clickhouse\/client/,
  // Handed a way out that goes through the gate.
  'notification/send-mail.ts': /throughGate\([\s\S]*transport\.sendMail/,
  'people/open-id.ts': /\[customFetch\]: [\s\S]*outsideFetch\(/,
}
const isStore = (path: string) =>
  /^platform\/(?:state|jobs)\/|^backup\//.test(path) || path === 'backup-offline.ts'

test('only the gate can open a connection, and those few that are named with a reason', () => {
  for (const { path, text } of sources) {
    if (!capable.test(text) || path.startsWith(gate) || isStore(path)) continue
    assert.ok(reasons[path] !== undefined, `${path} can open a connection past the gate`)
    assert.match(text, reasons[path], path)
  }
})

test('nobody is excused for nothing', () => {
  for (const path of Object.keys(reasons))
    assert.ok(
      sources.some((source) => source.path === path && capable.test(source.text)),
      `${path} needs no excuse any more`,
    )
})

test('inside the gate, what asks does it through the register', () => {
  const ask = sources.find(({ path }) => path === `${gate}ask-outside.ts`)?.text ?? ''
  assert.match(ask, /export async function askOutside\([\s\S]*?throughGate\(/)
  assert.doesNotMatch(ask, /export (?:async )?function (?:send|ask)\(/)
  const fetching = sources.filter(({ path, text }) => path.startsWith(gate) && /(?<![.\w])fetch\(/.test(text))
  assert.deepEqual(
    fetching.map(({ path }) => path),
    [`${gate}egress-gate.ts`],
  )
})
