import process from 'node:process'
import { type CedarEngine, openCedarEngine } from '@countersign/authority/mandate/cedar-engine'
import { decideAccess, noPolicies } from '@countersign/authority/mandate/decide-access'
import { mandatePolicies } from '@countersign/authority/mandate/mandate-policy'
import { benchMandates, benchQuestion } from './mandates.ts'

export type EngineFigures = { readonly perCpuSecond: number; readonly peerPerCpuSecond: number }

const ownCount = 40_000
const peerCount = 200

/** Decisions per second of CPU time in the engine alone; the peer asks Cedar with all mandates of the tenant at once. */
export function measureEngine(nowMs: number): EngineFigures {
  const engine = openCedarEngine()
  return {
    perCpuSecond: ownRate(engine, nowMs),
    peerPerCpuSecond: peerRate(engine, nowMs),
  }
}

function ownRate(engine: CedarEngine, nowMs: number): number {
  const byIdentity = Map.groupBy(benchMandates(nowMs), ({ identityKey }) => identityKey)
  const decide = (at: number) => {
    const request = benchQuestion(at)
    const mandates = byIdentity.get(`agent:${request.subject.id}`) ?? []
    const basis = { mandates, policies: noPolicies }
    return decideAccess(engine, basis, request, { nowMs }, () => ({})).decision.result === 'allowed'
  }
  return rate(decide, ownCount)
}

/** The same mandates as one set of policies, each bound to its agent. */
function peerRate(engine: CedarEngine, nowMs: number): number {
  const policies: Record<string, string> = {}
  for (const mandate of benchMandates(nowMs))
    for (const [part, text] of Object.entries(mandatePolicies(mandate)))
      policies[`${mandate.id} ${part}`] = text.replace(
        '(principal,',
        `(principal == Subject::"${mandate.identityKey}",`,
      )
  return rate((at) => engine.askByName(policies, benchQuestion(at), { nowMs }).allowed, peerCount)
}

function rate(decide: (at: number) => boolean, count: number): number {
  const warmUp = Math.ceil(count / 10)
  for (let at = 0; at < warmUp; at++) decide(at)
  const before = process.cpuUsage()
  let allowed = 0
  for (let at = 0; at < count; at++) if (decide(at)) allowed++
  if (allowed !== (count / 4) * 3) throw new Error(`${allowed} of ${count} were allowed`)
  const { user, system } = process.cpuUsage(before)
  return (count * 1e6) / (user + system)
}
