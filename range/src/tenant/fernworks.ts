import type { Random } from '../random.ts'

/** The facts of the simulated software company that its routines and its attack stories share. */
export const fernworks = {
  org: 'fernworks',
  aws: { account: '123450987654', region: 'eu-west-1' },
  repos: ['product-api', 'web-app', 'billing', 'infra'],
  developers: ['mira', 'stefan', 'yuki', 'anders', 'noor'],
  supporters: ['lena@fernworks.example', 'omar@fernworks.example'],
  supportAgent: { agent: 'support-triage', agentId: 'agent-support-triage', service: 'support-triage' },
  officeIp: (random: Random) => `203.0.113.${random.integer(100, 120)}`,
} as const

/** GitHub-hosted runners change address with every job. */
export function runnerIp(random: Random): string {
  return `172.184.${random.integer(1, 250)}.${random.integer(1, 250)}`
}
