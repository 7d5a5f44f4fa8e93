import { importConfiguration } from '@countersign/authority/import/import-configuration'
import type { ImportContext } from '@countersign/authority/import/importer'
import { knownIdentities } from '@countersign/authority/inventory/known-identity'
import { SeenIdentities } from '@countersign/authority/inventory/seen-identities'
import { normalise } from '@countersign/ocsf/normalise'
import {
  type Command,
  flag,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { EventTally } from '../event-tally.ts'
import type { LogFile } from '../log-files.ts'
import { readAll } from '../open-logs.ts'
import { readRecords } from '../read-records.ts'
import { identityFiles } from './identities-input.ts'
import { identityJson } from './identities-json.ts'
import { identitiesText } from './identities-text.ts'

export const identities: Command = {
  name: 'identities',
  summary: 'Lists every identity in configuration and logs, with who answers for it. Needs no server.',
  usage: `countersign identities <path…> [--cluster NAME] [--github-org NAME] [--entra-tenant ID] [--oauth-issuer URL] [--json]

  <path…>            files or folders, told by content: AWS account authorization details and credential reports,
                     Kubernetes RBAC, GitHub members, installations, keys, tokens and workflows, Microsoft Graph
                     answers, OAuth client metadata, SPIRE entries, MCP servers and agents, Terraform, OCSF inventory;
                     all else is read as logs. - is standard input (logs).
  --cluster NAME     cluster that Kubernetes objects are of, as its audit log names it.
  --github-org NAME  organisation of GitHub lists that do not name it.
  --entra-tenant ID  directory of the Microsoft Graph objects.
  --oauth-issuer URL issuer of the OAuth clients.
  --json             one JSON array.

Exit code: 0 done, 2 wrong use. See docs/inventory.md.`,
  options: {
    cluster: { type: 'string' },
    'github-org': { type: 'string' },
    'entra-tenant': { type: 'string' },
    'oauth-issuer': { type: 'string' },
    json: { type: 'boolean' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const nowMs = Date.now()
  const { configuration, logs } = await identityFiles(parsed.positionals)
  const imported = await importConfiguration(configuration, contextOf(parsed, nowMs))
  const telemetry = await seenIn(logs, terminal, nowMs)
  const known = knownIdentities([...imported.items, ...telemetry.seen.items()])
  if (known.length === 0) throw new UsageError(nothingIn(parsed.positionals, telemetry.tally))
  // Logs of last year are judged as of last year.
  const asOfMs = Number.isFinite(telemetry.tally.lastMs) ? telemetry.tally.lastMs : nowMs
  const listed = known.map((identity) => identityJson(identity, asOfMs))
  const gaps = [...imported.gaps, ...gapsOf(telemetry)]
  if (flag(parsed, 'json')) {
    terminal.out(`${JSON.stringify(listed, undefined, 2)}\n`)
    for (const gap of gaps) terminal.error(`Not known: ${gap}\n`)
  } else terminal.out(identitiesText(listed, gaps, asOfMs, terminal))
  await terminal.drained()
  return 0
}

function contextOf(parsed: ParsedArguments, nowMs: number): ImportContext {
  const given = {
    cluster: textOption(parsed, 'cluster'),
    gitHubOrganization: textOption(parsed, 'github-org'),
    entraTenant: textOption(parsed, 'entra-tenant'),
    oauthIssuer: textOption(parsed, 'oauth-issuer'),
  }
  const stated = Object.entries(given).filter(([, value]) => value !== undefined)
  return { takenAt: new Date(nowMs).toISOString(), ...Object.fromEntries(stated) }
}

type Telemetry = { readonly seen: SeenIdentities; readonly tally: EventTally }

async function seenIn(logs: readonly LogFile[], terminal: Terminal, nowMs: number): Promise<Telemetry> {
  const seen = new SeenIdentities()
  const tally = new EventTally()
  await readAll(logs, terminal, (name, source, onBytes) =>
    readRecords(
      name,
      source,
      {
        record: ({ format, record }, site) => {
          const result = normalise(format, record, { receivedAtMs: nowMs })
          if (result.kind === 'rejected') return tally.reject(site, `${result.reason}: ${result.detail}`)
          tally.event(format, result.normalised.event.time)
          seen.add(result.normalised)
        },
        rejected: (site, reason) => tally.reject(site, reason),
      },
      { declared: 'auto', undated: 'reject', onBytes },
    ),
  )
  return { seen, tally }
}

function gapsOf({ seen, tally }: Telemetry): readonly string[] {
  const [first] = tally.rejected
  return [
    ...(first === undefined
      ? []
      : [
          `${tally.rejectedCount} records could not be read, such as ${first.file}:${first.line} (${first.reason})`,
        ]),
    ...(seen.leftOut === 0 ? [] : [`${seen.leftOut} more identities were seen than are kept`]),
  ]
}

function nothingIn(paths: readonly string[], { normalised, rejected }: EventTally): string {
  const [first] = rejected
  const why =
    normalised > 0
      ? `${normalised} events were read, and none names who acted.`
      : first === undefined
        ? 'Nothing there is configuration or a log.'
        : `The first record that could not be read: ${first.file}:${first.line}, ${first.reason}.`
  return `No identity in ${paths.join(', ')}. ${why} Give configuration as its provider's tool printed it, or logs.`
}
