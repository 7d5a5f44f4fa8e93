import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, assumeRoleWithWebIdentity, cloudTrail } from '../record/cloudtrail.ts'
import { genAiSpan } from '../record/genai-span.ts'
import { gitHubAudit } from '../record/github.ts'
import { kubernetesAudit, serviceAccount } from '../record/kubernetes.ts'
import { oktaSystemLog } from '../record/okta.ts'
import type { SimulatedTenant } from '../simulated-tenant.ts'
import { agentBeyondTask } from '../story/agent-beyond-task.ts'
import { insiderCopies } from '../story/insider-copies.ts'
import { stolenCiRole } from '../story/stolen-ci-role.ts'
import { fernworks, runnerIp } from './fernworks.ts'

export const softwareCompany: SimulatedTenant = {
  id: 'fernworks',
  name: 'Fernworks Software',
  share: 3,
  sources: [
    { name: 'github', format: 'auto' },
    { name: 'cloudtrail', format: 'auto' },
    { name: 'k8s-audit', format: 'auto' },
    { name: 'agents', format: 'auto' },
    { name: 'okta', format: 'auto' },
  ],
  routines: [
    { name: 'a pipeline builds and deploys', weight: 6, trace: pipelineRun },
    { name: 'a developer works on a repository', weight: 6, trace: repositoryWork },
    { name: 'the support agent answers a ticket', weight: 10, trace: supportTicket },
    { name: 'workloads talk to the cluster', weight: 14, trace: workloadRequest },
    { name: 'somebody signs in', weight: 3, trace: signIn },
    { name: 'an engineer looks at the account', weight: 2, trace: engineerReads },
  ],
  stories: [stolenCiRole, agentBeyondTask],
  longStories: [insiderCopies],
}

function pipelineRun(random: Random): Trace {
  const repo = random.pick(fernworks.repos)
  const runId = random.integer(10_000_000, 99_999_999)
  const keyId = `ASIA${random.token(16)}`
  const sourceIp = runnerIp(random)
  const session: AwsPrincipal = {
    kind: 'role',
    role: 'ci-deploy',
    session: `gha-${runId}`,
    keyId,
    federatedFrom: 'token.actions.githubusercontent.com',
  }
  const call = (operation: string, request: object) =>
    cloudTrail(random, {
      ...fernworks.aws,
      call: operation,
      by: session,
      sourceIp,
      userAgent: 'aws-cli/2.31.11 md/awscrt#0.27.6 ua/2.1 os/linux',
      request,
    })
  return [
    {
      afterMs: 0,
      source: 'github',
      line: gitHubAudit(random, {
        org: fernworks.org,
        action: 'workflows.created_workflow_run',
        actor: random.pick(fernworks.developers),
        repo,
        sourceIp,
        more: { event: 'push', workflow_run_id: runId, name: 'deploy', head_branch: 'main' },
      }),
    },
    {
      afterMs: 42_000,
      source: 'cloudtrail',
      line: assumeRoleWithWebIdentity(random, {
        ...fernworks.aws,
        role: 'ci-deploy',
        session: `gha-${runId}`,
        keyId,
        provider: 'token.actions.githubusercontent.com',
        subject: `repo:${fernworks.org}/${repo}:ref:refs/heads/main`,
        sourceIp,
      }),
    },
    { afterMs: 44_000, source: 'cloudtrail', line: call('ecr.GetAuthorizationToken', {}) },
    {
      afterMs: 71_000,
      source: 'cloudtrail',
      line: call('ecr.PutImage', { repositoryName: repo, imageTag: `v${runId}` }),
    },
    {
      afterMs: 80_000,
      source: 'cloudtrail',
      line: call('ecs.UpdateService', { service: repo, cluster: 'prod', forceNewDeployment: true }),
    },
    {
      afterMs: 95_000,
      source: 'github',
      line: gitHubAudit(random, {
        org: fernworks.org,
        action: 'workflows.completed_workflow_run',
        actor: 'github-actions[bot]',
        actorIsBot: true,
        repo,
        sourceIp,
        more: { conclusion: random.chance(0.08) ? 'failure' : 'success', workflow_run_id: runId },
      }),
    },
  ]
}

function repositoryWork(random: Random): Trace {
  const action = random.weighted([
    ['git.push', 6],
    ['git.clone', 6],
    ['pull_request.create', 3],
    ['pull_request.merge', 3],
    ['repo.add_topic', 1],
  ] as const)
  const actor = random.pick(fernworks.developers)
  return [
    {
      afterMs: 0,
      source: 'github',
      line: gitHubAudit(random, {
        org: fernworks.org,
        action,
        actor,
        repo: random.pick(fernworks.repos),
        sourceIp: fernworks.officeIp(random),
      }),
    },
  ]
}

function supportTicket(random: Random): Trace {
  const traceId = random.hex(32)
  const ticket = `T-${random.integer(1000, 9999)}`
  const base = { ...fernworks.supportAgent, traceId, onBehalfOf: random.pick(fernworks.supporters) }
  const chat = (inputTokens: number, outputTokens: number) =>
    genAiSpan(random, {
      ...base,
      durationMs: random.integer(700, 3800),
      step: { kind: 'chat', model: 'gpt-5-mini', inputTokens, outputTokens },
    })
  const tool = (name: string, args: object, failed = false) =>
    genAiSpan(random, {
      ...base,
      durationMs: random.integer(40, 900),
      step: { kind: 'tool', tool: name, arguments: args, failed },
    })
  return [
    { afterMs: 0, source: 'agents', line: chat(random.integer(900, 2400), random.integer(60, 200)) },
    { afterMs: 4200, source: 'agents', line: tool('get_ticket', { ticket }) },
    {
      afterMs: 5600,
      source: 'agents',
      line: tool('search_knowledge_base', { query: 'reset licence' }, random.chance(0.03)),
    },
    { afterMs: 9800, source: 'agents', line: chat(random.integer(2000, 5200), random.integer(150, 500)) },
    { afterMs: 12_100, source: 'agents', line: tool('draft_reply', { ticket }) },
  ]
}

function workloadRequest(random: Random): Trace {
  const [namespace, name] = random.pick([
    ['build', 'runner'],
    ['product', 'api'],
    ['agents', 'support-triage'],
  ] as const)
  const verb = random.pick(['get', 'list', 'watch'])
  return [
    {
      afterMs: 0,
      source: 'k8s-audit',
      line: kubernetesAudit(random, {
        verb,
        resource: random.pick(['configmaps', 'pods', 'services']),
        namespace,
        user: serviceAccount(namespace, name),
        sourceIp: `10.30.0.${random.integer(2, 40)}`,
        userAgent: 'client-go/v0.33.2',
        code: random.chance(0.01) ? 403 : 200,
      }),
    },
  ]
}

function signIn(random: Random): Trace {
  const login = `${random.pick(fernworks.developers)}@fernworks.example`
  const sourceIp = fernworks.officeIp(random)
  const failed = random.chance(0.12)
  return [
    {
      afterMs: 0,
      source: 'okta',
      line: oktaSystemLog(random, {
        org: 'fernworks',
        eventType: 'user.session.start',
        message: 'User login to Okta',
        login,
        sourceIp,
        outcome: failed ? 'FAILURE' : 'SUCCESS',
        ...(failed && { reason: 'INVALID_CREDENTIALS' }),
      }),
    },
    {
      afterMs: 9000,
      source: 'okta',
      line: oktaSystemLog(random, {
        org: 'fernworks',
        eventType: 'user.authentication.sso',
        message: 'User single sign on to app',
        login,
        sourceIp,
        outcome: 'SUCCESS',
        app: 'GitHub Enterprise',
      }),
    },
  ]
}

function engineerReads(random: Random): Trace {
  const name = random.pick(fernworks.developers)
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'AWSReservedSSO_Engineer_4f1d2c3b',
    session: `${name}@fernworks.example`,
    keyId: `ASIA${random.token(16)}`,
  }
  const sourceIp = fernworks.officeIp(random)
  const calls = ['ec2.DescribeInstances', 'ecs.ListServices', 'logs.FilterLogEvents', 's3.ListBuckets']
  return calls.slice(0, random.integer(1, 4)).map((call, at) => ({
    afterMs: at * 2600,
    source: 'cloudtrail',
    line: cloudTrail(random, {
      ...fernworks.aws,
      call,
      by,
      sourceIp,
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
      request: {},
    }),
  }))
}
