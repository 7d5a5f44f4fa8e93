import type { CheckedIdentity, Standing } from '@countersign/authority/checks/check-subject'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { CheckPorts, KnownStanding } from './parts.ts'

/** Whether those who answer for identities are still there; each is looked up once. */
export type Standings = {
  /** Has to be called for keys before `of` tells of them. */
  readonly look: (keys: readonly string[]) => Promise<void>
  readonly of: (key: string) => Standing
}

const nobodyKnows: Standing = {
  standing: 'unknown',
  evidence: 'neither the people of the tenant nor a directory in the inventory know this name',
  cites: [],
}

/** Within one pass over one tenant. */
export function openStandings(ports: CheckPorts, tenantId: TenantId): Standings {
  const standings = new Map<string, Standing>()
  return {
    look: async (keys) => {
      for (const key of new Set(keys))
        if (!standings.has(key)) standings.set(key, await standingOf(ports, tenantId, key))
    },
    of: (key) => standings.get(key) ?? nobodyKnows,
  }
}

async function standingOf(ports: CheckPorts, tenantId: TenantId, key: string): Promise<Standing> {
  const person = await ports.personOf(tenantId, key)
  // Who is switched off here has left, whatever a directory still says.
  if (person !== undefined) return byPerson(key, person)
  if (key.startsWith('person:'))
    return {
      standing: 'left',
      evidence: 'this person was removed from the people of the tenant',
      cites: [{ kind: 'configuration', id: `people/${key}` }],
    }
  const identity = await ports.identityOf(tenantId, key)
  return identity === undefined ? nobodyKnows : byDirectory(identity)
}

function byPerson(key: string, { name, isThere }: KnownStanding): Standing {
  return {
    standing: isThere ? 'present' : 'left',
    evidence: isThere ? `${name} can sign in here` : `${name} was switched off, or sees the tenant no longer`,
    cites: [{ kind: 'configuration', id: `people/${key}` }],
  }
}

/** Telemetry alone shows that somebody acted, and not that they are still employed. */
function byDirectory({ key, stage, enabled, sources }: CheckedIdentity): Standing {
  const directories = sources.filter(({ source }) => source !== 'telemetry')
  const cites = directories.map(({ source, locator }) => ({
    kind: 'configuration' as const,
    id: locator === undefined ? source : `${source}: ${locator}`,
  }))
  const [first] = directories
  if (first === undefined) return nobodyKnows
  if (stage === 'retired' || enabled === false)
    return {
      standing: 'left',
      evidence: `${key} is switched off or no longer listed by ${first.source}`,
      cites,
    }
  return { standing: 'present', evidence: `${key} is listed by ${first.source}`, cites }
}
