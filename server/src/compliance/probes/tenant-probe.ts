import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Observation, Probe, ProbeWindow } from '../probe.ts'

/** What a judgement says of the whole tenant. */
export type Judged = Omit<Observation, 'subject'>

export type ReadFacts<Facts> = (tenantId: TenantId, window: ProbeWindow) => Promise<Facts>

/** A probe of the tenant as a whole: one look, then a judgement that is a function of what was seen and the time. */
export function tenantProbe<Facts>(
  kindId: string,
  read: ReadFacts<Facts>,
  judge: (facts: Facts, window: ProbeWindow) => Judged,
): Probe {
  return {
    kindId,
    observe: async (tenantId, window) => [
      { subject: 'tenant', ...judge(await read(tenantId, window), window) },
    ],
  }
}

const plurals: Readonly<Record<string, string>> = {
  identity: 'identities',
  entry: 'entries',
  policy: 'policies',
  switch: 'switches',
  proxy: 'proxies',
}

/** `no source`, `1 source`, `2 sources`. */
export function counted(count: number, noun: string): string {
  if (count === 0) return `no ${noun}`
  if (count === 1) return `1 ${noun}`
  return `${count} ${plurals[noun] ?? `${noun}s`}`
}

/** The first letter large, a full stop at the end: parts that are not there are left out. */
export function sentence(...parts: readonly (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined).join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
