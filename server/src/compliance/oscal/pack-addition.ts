import type { FrameworkStatus } from '@countersign/api/compliance'
import type { PackMissing } from '@countersign/pack/pack-files'
import type { PackAddition, PackAdditions, PackRequest } from '../../evidence/service.ts'
import type { Compliance } from '../service.ts'
import { documentText, type OscalOut } from './service.ts'

type Parts = { readonly compliance: Pick<Compliance, 'chosen' | 'framework'>; readonly oscal: OscalOut }

/** The path of a pack where its status of controls is. */
export const statusPath = 'compliance/status.json'

/**
 * What compliance puts into a pack: the status of controls, the OSCAL documents of every chosen framework, and by name what is not
 * evidenced. Status is that of the moment in which the pack is made, and says so (`at`).
 */
export function compliancePack({ compliance, oscal }: Parts): PackAdditions {
  return async (request) => {
    const chosen = await compliance.chosen(request.tenantId)
    if (chosen.length === 0) return nothing('the tenant is assessed by no framework')
    const statuses: FrameworkStatus[] = []
    for (const { frameworkId } of chosen)
      statuses.push(narrowed(await compliance.framework(request.tenantId, frameworkId), request.controls))
    const held = statuses.filter(({ controls }) => controls.length > 0)
    if (held.length === 0) return nothing('no framework of the tenant has these controls')
    const parts = [statusAddition(held, request.controls)]
    for (const { frameworkId } of held) parts.push(await documentsOf(oscal, request, frameworkId))
    return {
      files: parts.flatMap(({ files }) => files),
      missing: parts.flatMap(({ missing }) => missing),
    }
  }
}

function nothing(because: string): PackAddition {
  return { files: [], missing: [{ what: 'status of controls and OSCAL documents', because }] }
}

/** Coverage is left as it is: it is stated against all of the framework, never against what was asked for. */
function narrowed(status: FrameworkStatus, controls: readonly string[]): FrameworkStatus {
  if (controls.length === 0) return status
  return { ...status, controls: status.controls.filter(({ controlId }) => controls.includes(controlId)) }
}

function statusAddition(statuses: readonly FrameworkStatus[], controls: readonly string[]): PackAddition {
  const bytes = Buffer.from(`${JSON.stringify({ controls, frameworks: statuses }, null, 1)}\n`)
  return { files: [{ path: statusPath, bytes }], missing: statuses.flatMap(withoutEvidence) }
}

function withoutEvidence({ title, controls }: FrameworkStatus): readonly PackMissing[] {
  return controls
    .filter(({ state }) => state === 'not-evidenced' || state === 'lapsed')
    .map(({ label, state, reason }) => ({
      what: `evidence for ${label} of ${title}`,
      because: reason === '' ? `the control is ${state}` : reason,
    }))
}

/** Documents with defects stay out, and the pack says so: the rest of it is no worse for it. */
async function documentsOf(
  oscal: OscalOut,
  { tenantId, controls }: PackRequest,
  frameworkId: string,
): Promise<PackAddition> {
  const made = await oscal.checked(tenantId, frameworkId, controls, () => '../../items.ndjson')
  if (made.kind === 'documents') {
    const files = made.documents.map((one) => ({
      path: `oscal/${frameworkId}/${one.name}`,
      bytes: Buffer.from(documentText(one)),
    }))
    return { files, missing: [] }
  }
  const [first] = made.faults
  const because = `${made.faults.length} faults were found in them, first: ${first?.document} ${first?.pointer} ${first?.sentence}`
  return { files: [], missing: [{ what: `OSCAL documents of ${frameworkId}`, because }] }
}
