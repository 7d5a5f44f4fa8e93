import type { NormalisedEvent } from '@countersign/ocsf/event'
import { idOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { timeMsOf } from '@countersign/ocsf/time'
import type { CallerContext, ChainMark, ChainReading } from './chain-event.ts'
import { nativeFields } from './native.ts'

/** What a GitHub audit entry says that chains are followed by. Source: GitHub Docs, "Audit log events", category `workflows`. */
export function readGitHub(normalised: NormalisedEvent): ChainReading {
  const fields = nativeFields(normalised)
  const { action, resource } = normalised
  const isRun = /^workflows\.(?:created_workflow_run|prepared_workflow_job|rerun_workflow_run)$/.test(action)
  const repository = resource?.includes('/') === true ? resource.toLowerCase() : undefined
  return {
    context: contextOf(fields),
    marks: [
      ...(isRun && repository !== undefined ? [runMark(repository, fields)] : []),
      ...applicationMarks(normalised, fields),
    ],
  }
}

function runMark(repository: string, fields: JsonObject): ChainMark {
  const run = idOf(fields.workflow_run_id)
  return { kind: 'run', key: repository, ...(run === undefined ? {} : { about: run }) }
}

function contextOf(fields: JsonObject): CallerContext {
  const branch = textOf(fields.head_branch)
  const stated = textOf(fields.ref) ?? /@(refs\/.+)$/.exec(textOf(fields.job_workflow_ref) ?? '')?.[1]
  const gitRef = stated ?? (branch === undefined ? undefined : `refs/heads/${branch}`)
  const endedMs = timeMsOf(fields.completed_at)
  return {
    ...(gitRef === undefined ? {} : { gitRef }),
    ...(endedMs === undefined ? {} : { endedMs }),
    ...(textOf(fields.event) === 'schedule' ? { scheduled: true } : {}),
  }
}

/** An application acts as `<slug>[bot]`; who installed it let it in. */
function applicationMarks(
  { action, identityKey }: NormalisedEvent,
  fields: JsonObject,
): readonly ChainMark[] {
  if (!/^(?:integration_installation|integration)\.create$/.test(action)) return []
  const name = textOf(fields.integration) ?? textOf(fields.name)
  const organisation = /^github:([^/]*)\//.exec(identityKey ?? '')?.[1]
  if (name === undefined || organisation === undefined) return []
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return [{ kind: 'creates', key: `github:${organisation}/${slug}[bot]` }]
}
