import type { AgentMisuseKind } from '../agents/agent-misuse.ts'
import { type Check, claimOf, failed, type Judgement, missingClaim, passed, unknown } from './check.ts'
import { type CheckSubject, sourcesOf } from './check-subject.ts'

type AgentCheck = Omit<Check, 'kinds' | 'judge' | 'needs'> & {
  /** What judging spans finds that belongs here. */
  readonly misuses: readonly AgentMisuseKind[]
  /** Detection findings that belong here, by the tags of their rules. */
  readonly tags: readonly RegExp[]
  /** Whether spans in which nothing of it is found speak against it. */
  readonly passes: boolean
}

const stopAgent = 'Stop its sessions with the plan on its page, and read the conversation that led there.'

const table: readonly AgentCheck[] = [
  {
    id: 'agent-goal-hijack',
    owasp: ['ASI01'],
    title: 'An agent did what nobody asked it to',
    description: 'A tool call in a run in which nobody asked, or text that told the agent what to do.',
    level: 'high',
    misuses: ['unasked-tool-call'],
    tags: [/^owasp\.asi01$/, /^atlas\.aml\.t0051(?:\.|$)/],
    passes: true,
    undecidable: 'Whether a request asked for this very call: spans hold who spoke, not what was meant.',
    fix: [
      stopAgent,
      'Keep text from outside apart from instructions, and ask a person before tools that write.',
    ],
  },
  {
    id: 'agent-tool-misuse',
    owasp: ['ASI02'],
    title: 'An agent uses tools that it was not given',
    description: 'A tool that no mandate of it names, or one that changed what it says of itself.',
    level: 'high',
    misuses: ['tool-outside-mandate', 'tool-redefined'],
    tags: [/^owasp\.asi02$/, /^atlas\.aml\.t0053(?:\.|$)/],
    passes: true,
    fix: [
      'Take the tool away, or name it in a mandate that somebody approves.',
      'Let the agent ask the decision point before each call.',
    ],
  },
  {
    id: 'agent-identity-abuse',
    owasp: ['ASI03'],
    title: 'An agent acts with authority that is not its own',
    description:
      'Several agents use one credential, or the person an agent works for changes within a conversation.',
    level: 'high',
    misuses: ['shared-credential', 'principal-changed'],
    tags: [/^owasp\.asi03$/],
    passes: true,
    fix: [
      'Give each agent a credential of its own.',
      'Begin a new conversation, with a new token, for another person.',
    ],
  },
  {
    id: 'agent-supply-chain',
    owasp: ['ASI04'],
    title: 'A tool of an agent is no longer the one that was looked at',
    description: 'A tool describes itself otherwise under the same name and version of the agent.',
    level: 'high',
    misuses: ['tool-redefined'],
    tags: [/^owasp\.asi04$/, /^attack\.t1195(?:\.|$)/],
    passes: true,
    undecidable: 'Tools whose description is in no span.',
    fix: [
      'Pin the version of the tool’s server, and compare the description with the one that was agreed to.',
    ],
  },
  {
    id: 'agent-code-execution',
    owasp: ['ASI05'],
    title: 'An agent runs code or commands',
    description: 'A detection finding says that the agent ran a shell or code.',
    level: 'high',
    misuses: [],
    tags: [/^owasp\.asi05$/, /^attack\.t1059(?:\.|$)/],
    passes: false,
    undecidable:
      'Code that a tool runs within itself: spans name the tool, not what it does. It fails on a finding, and never passes.',
    fix: [
      'Run its tools in a sandbox without network and secrets.',
      'Let commands wait for somebody’s yes (step-up in the mandate).',
    ],
  },
  {
    id: 'agent-memory-poisoning',
    owasp: ['ASI06'],
    title: 'What an agent remembers was tampered with',
    description: 'Text from outside was written into memory that later runs read.',
    level: 'medium',
    misuses: [],
    tags: [/^owasp\.asi06$/, /^atlas\.aml\.t0080(?:\.|$)/],
    passes: false,
    undecidable:
      'All of it without a finding: no convention that is read names what is written to memory, and where it came from.',
    fix: ['Empty its memory, and let only a person’s words be remembered.'],
  },
  {
    id: 'agent-communication',
    owasp: ['ASI07'],
    title: 'Agents speak to each other without showing who they are',
    description: 'A detection finding says that a message between agents was forged or not authenticated.',
    level: 'medium',
    misuses: [],
    tags: [/^owasp\.asi07$/],
    passes: false,
    undecidable: 'How agents sign in at each other: spans name the caller and not what proved it.',
    fix: ['Let agents call each other with tokens of their own, for this audience alone.'],
  },
  {
    id: 'agent-cascading-failure',
    owasp: ['ASI08'],
    title: 'The failure of one agent spreads to others',
    description: 'A detection finding says that a fault went from agent to agent.',
    level: 'medium',
    misuses: [],
    tags: [/^owasp\.asi08$/],
    passes: false,
    undecidable: 'All of it without a finding: which failure caused which is not in spans.',
    fix: ['Bound depth, repeats and spend of calls between agents: a budget in the mandate stops a loop.'],
  },
  {
    id: 'agent-human-trust',
    owasp: ['ASI09'],
    title: 'An agent uses the trust of one person for another',
    description:
      'The person it acts for changes within one conversation: what the first one allowed serves the second.',
    level: 'medium',
    misuses: ['principal-changed'],
    tags: [/^owasp\.asi09$/],
    passes: false,
    undecidable: 'Whether a person was talked into a yes: texts are not kept.',
    fix: ['Ask each person themselves, and show them what is about to be done and not a summary of it.'],
  },
]

/** The entries that are decided from what agents did: one check for each of ASI01 to ASI09. */
export const agentChecks: readonly Check[] = table.map(({ misuses, tags, passes, ...check }) => ({
  ...check,
  kinds: ['ai-agent'],
  needs: ['spans', 'findings', ...(passes ? [] : (['none'] as const))],
  judge: (subject) => judgeAgent(subject, { misuses, tags, passes }),
}))

type Looked = Pick<AgentCheck, 'misuses' | 'tags' | 'passes'>

function judgeAgent({ agent, findings }: CheckSubject, { misuses, tags, passes }: Looked): Judgement {
  const found = agent.known ? agent.value.misuses.filter(({ kind }) => misuses.includes(kind)) : []
  const told = findings.known
    ? findings.value.filter((one) => one.tags.some((tag) => tags.some((wanted) => wanted.test(tag))))
    : []
  const claims = [
    ...found.flatMap(({ claims: own }) => own),
    ...told.map(({ findingId, title }) =>
      claimOf('for', 'inferred', `A detection finding is about it: ${title}.`, [
        { kind: 'finding', id: findingId },
      ]),
    ),
  ]
  const [first] = found
  if (first !== undefined) return failed(first.statement, claims)
  if (told.length > 0) return failed(`A detection finding is about it: ${told[0]?.title}.`, claims)
  if (!agent.known) return unknown('What it did is not known.', agent.reason, 'spans')
  const { steps, notJudged } = agent.value
  const missing = notJudged.map((text) => missingClaim(text, 'spans'))
  if (steps === 0)
    return unknown('What it did is not known.', 'No span of it is in the window that is looked at.', 'spans')
  if (!passes)
    return unknown(
      'Nothing of it was found, and spans alone cannot rule it out.',
      'Spans do not hold what would rule it out.',
      'none',
    )
  if (missing.length > 0)
    return { outcome: 'unknown', statement: 'Not all of it could be judged.', claims: missing }
  return passed('Nothing of it was found in its spans.', [
    claimOf('against', 'inferred', `${steps} spans were looked at.`, [
      { kind: 'coverage', id: 'identity-checks/spans' },
    ]),
  ])
}

export const rogueAgent: Check = {
  id: 'agent-rogue',
  owasp: ['ASI10'],
  title: 'An agent acts that nobody put in charge',
  description: 'It acts without a mandate and without anybody who answers for it, or after it was retired.',
  level: 'medium',
  kinds: ['ai-agent'],
  needs: ['mandates', 'inventory', 'logs'],
  fix: ['Find out who started it, and let them propose a mandate; else stop it with the plan on its page.'],
  judge: (subject) => {
    const { identity, mandates, retiredSinceMs } = subject
    const usedMs = identity.lastUsedAt === undefined ? undefined : Date.parse(identity.lastUsedAt)
    if (usedMs === undefined)
      return unknown('Whether it acts is not known.', 'No source tells its last use.', 'logs')
    const cites = sourcesOf(subject)
    const isMandated = mandates.some(({ endedMs }) => endedMs === undefined)
    const owner = identity.accountable.find(({ confidence }) => confidence !== 'weak')
    if (retiredSinceMs !== undefined && usedMs > retiredSinceMs)
      return failed('It acts, and is retired.', [
        claimOf('for', 'proven', `Its last use was on ${identity.lastUsedAt?.slice(0, 10)}.`, cites),
      ])
    if (isMandated || owner !== undefined)
      return passed('Somebody is in charge of it.', [
        claimOf(
          'against',
          'proven',
          isMandated ? 'A mandate of it is in force.' : `${owner?.key} is its ${owner?.role}.`,
          cites,
        ),
      ])
    return failed('It acts, has no mandate, and nobody answers for it.', [
      claimOf(
        'for',
        'proven',
        `Its last use was on ${identity.lastUsedAt?.slice(0, 10)}; no source names an owner, and no mandate is in force.`,
        cites,
      ),
    ])
  },
}
