import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Command, flag, textOption, UsageError } from '../command.ts'
import { counted } from '../counted.ts'
import { serverClient, serverOptions, serverUsage } from '../server-client.ts'

const filesMax = 5_000
const folderDepthMax = 20

export const importConfiguration: Command = {
  name: 'import',
  summary: 'Pushes policy and inventory files of a tenant to a server.',
  usage: `countersign import <path…> --tenant ID [--id NAME] [--valid-from TIME] [--cluster NAME] [--json]

  <path…>       files and folders: AWS account authorization details, Terraform, Kubernetes RBAC, exports of GitHub, Entra
                and OAuth clients, SPIFFE entries, MCP servers; docs/identities.md lists what is read. Together they are
                one configuration.
  --id          what it is called; the same again is a new version. Default: the name of the first path.
  --valid-from  RFC 3339: since when it holds. Default: now.
  --cluster     name of the cluster, as its audit log has it. Default: the id.
${serverUsage}

Exit code: 0 stored, or there already; 1 the server refused or does not answer; 2 wrong use.`,
  options: {
    ...serverOptions,
    tenant: { type: 'string' },
    id: { type: 'string' },
    'valid-from': { type: 'string' },
    cluster: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (parsed, terminal) => {
    const [first] = parsed.positionals
    const tenantId = textOption(parsed, 'tenant')
    if (first === undefined || tenantId === undefined)
      throw new UsageError('Name the files or folders, and the tenant with --tenant.')
    const cluster = textOption(parsed, 'cluster')
    const validFrom = textOption(parsed, 'valid-from')
    const body = {
      id: textOption(parsed, 'id') ?? nameOf(first),
      files: parsed.positionals.flatMap(filesAt),
      ...(cluster === undefined ? {} : { context: { cluster } }),
      ...(validFrom === undefined ? {} : { validFrom }),
    }
    const client = serverClient(parsed, terminal)
    const pushed = await client.call('POST /api/tenants/{tenantId}/configurations', {
      path: { tenantId },
      body,
    })
    const { configurationId, version, identities, unchanged, gaps } = pushed.body
    const told = unchanged ? 'is there already as' : 'is stored as'
    const lines = [
      `${configurationId} ${told} version ${version}: ${counted(identities, 'identity', 'identities')}`,
      ...gaps.map((gap) => `  not read: ${gap}`),
    ]
    terminal.out(flag(parsed, 'json') ? `${JSON.stringify(pushed.body)}\n` : `${lines.join('\n')}\n`)
    return 0
  },
}

/** An id takes letters, digits and few signs. */
function nameOf(path: string): string {
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  return last.replace(/[^A-Za-z0-9._:@-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'configuration'
}

type PushedFile = { readonly path: string; readonly text: string }

function filesAt(path: string): readonly PushedFile[] {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch {
    throw new UsageError(`There is no ${path}.`)
  }
  if (!isFolder) return [{ path: path.split('/').at(-1) ?? path, text: readFileSync(path, 'utf8') }]
  const found = filesUnder(path, 0)
  if (found.length > filesMax) throw new UsageError(`${path} holds more than ${filesMax} files.`)
  return found.map((file) => ({ path: relative(path, file), text: readFileSync(file, 'utf8') }))
}

/** What tools keep for themselves is not looked into, and links are not followed. */
function filesUnder(folder: string, depth: number): readonly string[] {
  if (depth > folderDepthMax) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesUnder(path, depth + 1)
      return entry.isFile() && readable.test(entry.name) ? [path] : []
    })
}

const readable = /\.(?:json|jsonl|ya?ml|tf|tfvars|tfstate|tpl|tftpl|tmpl|template|csv|toml|hcl|conf|txt)$/
