import { visibleText } from '@countersign/explanation/hostile-text'
import { knownOperation, type OperationWords } from './known-operations.ts'
import { windowsEventWords } from './windows-event-words.ts'

/** How a verb reaches the thing named: `attached a policy to “x”`; all others say `of`. */
const prepositions: Readonly<Record<string, string>> = {
  created: 'for',
  added: 'to',
  attached: 'to',
  opened: 'to',
  sent: 'to',
  detached: 'from',
  removed: 'from',
  stopped: 'on',
  started: 'on',
  enabled: 'on',
  disabled: 'on',
  installed: 'on',
  registered: 'for',
  obtained: 'for',
  issued: 'for',
  pushed: 'to',
  wrote: 'for',
  granted: 'to',
}

export function prepositionOf(past: string): string {
  return Object.hasOwn(prepositions, past) ? (prepositions[past] ?? 'of') : 'of'
}

/** Verbs that cloud and platform APIs name their operations with: [past, infinitive]. */
const verbs: Readonly<Record<string, readonly [string, string]>> = {
  get: ['read', 'read'],
  batchget: ['read', 'read'],
  read: ['read', 'read'],
  list: ['listed', 'list'],
  watch: ['watched', 'watch'],
  describe: ['looked up', 'look up'],
  lookup: ['looked up', 'look up'],
  search: ['searched', 'search'],
  create: ['created', 'create'],
  add: ['added', 'add'],
  delete: ['deleted', 'delete'],
  deletecollection: ['deleted all', 'delete all'],
  destroy: ['deleted', 'delete'],
  remove: ['removed', 'remove'],
  put: ['set', 'set'],
  set: ['set', 'set'],
  patch: ['changed', 'change'],
  update: ['changed', 'change'],
  modify: ['changed', 'change'],
  change: ['changed', 'change'],
  edit: ['changed', 'change'],
  attach: ['attached', 'attach'],
  detach: ['detached', 'detach'],
  associate: ['associated', 'associate'],
  disassociate: ['disassociated', 'disassociate'],
  start: ['started', 'start'],
  stop: ['stopped', 'stop'],
  terminate: ['terminated', 'terminate'],
  run: ['launched', 'launch'],
  invoke: ['invoked', 'invoke'],
  execute: ['executed', 'execute'],
  send: ['sent', 'send'],
  assume: ['assumed', 'assume'],
  impersonate: ['impersonated', 'impersonate'],
  enable: ['enabled', 'enable'],
  disable: ['disabled', 'disable'],
  activate: ['activated', 'activate'],
  deactivate: ['deactivated', 'deactivate'],
  authorize: ['allowed', 'allow'],
  revoke: ['revoked', 'revoke'],
  leave: ['left', 'leave'],
  import: ['imported', 'import'],
  export: ['exported', 'export'],
  copy: ['copied', 'copy'],
  clone: ['cloned', 'clone'],
  restore: ['restored', 'restore'],
  share: ['shared', 'share'],
  register: ['registered', 'register'],
  deregister: ['removed', 'remove'],
  reset: ['reset', 'reset'],
  reboot: ['rebooted', 'reboot'],
  decrypt: ['decrypted', 'decrypt'],
  generate: ['generated', 'generate'],
  schedule: ['scheduled', 'schedule'],
  cancel: ['cancelled', 'cancel'],
  download: ['downloaded', 'download'],
  upload: ['uploaded', 'upload'],
  accept: ['accepted', 'accept'],
  invite: ['invited', 'invite'],
  pass: ['passed', 'pass'],
  query: ['queried', 'query'],
  scan: ['scanned', 'scan'],
  transfer: ['transferred', 'transfer'],
  bypass: ['bypassed', 'bypass'],
  approve: ['approved', 'approve'],
  grant: ['granted', 'grant'],
  override: ['overrode', 'override'],
}

const operationMaxChars = 80

/** Puts an operation of a source (`GetSecretValue`, `pods/exec create`, `protected_branch.destroy`) into words. */
export function operationWords(action: string): OperationWords {
  return (
    knownOperation(action) ??
    windowsEventWords(action) ??
    fromAgent(action) ??
    fromPascal(action) ??
    fromKubernetes(action) ??
    fromDotted(action) ??
    asQuoted(action)
  )
}

/** `execute_tool run_shell`. Source: OpenTelemetry semantic conventions, `gen_ai.operation.name`. */
function fromAgent(action: string): OperationWords | undefined {
  if (/^(?:execute_tool|tools\/call)(?: |$)/.test(action))
    return { past: 'called', infinitive: 'call', object: 'tool' }
  if (/^(?:chat|generate_content|text_completion)$/.test(action))
    return { past: 'asked', infinitive: 'ask', object: 'model' }
  return undefined
}

function verbOf(word: string): readonly [string, string] | undefined {
  const key = word.toLowerCase()
  return Object.hasOwn(verbs, key) ? verbs[key] : undefined
}

/** `GetSecretValue`; AWS Lambda appends its API version (`UpdateFunctionCode20150331v2`). */
function fromPascal(action: string): OperationWords | undefined {
  if (!/^[A-Z][A-Za-z0-9]+$/.test(action)) return undefined
  const words = action.replace(/\d{8}(?:v\d+)?$/, '').match(/[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+/g) ?? []
  const two = verbOf(`${words[0]}${words[1]}`)
  const verb = two ?? verbOf(words[0] ?? '')
  if (verb === undefined) return undefined
  return { past: verb[0], infinitive: verb[1], object: nounOf(words.slice(two === undefined ? 1 : 2)) }
}

/** `pods/exec create`, as the Kubernetes audit normaliser writes it. */
function fromKubernetes(action: string): OperationWords | undefined {
  const [, object, word] = /^([a-z0-9./-]+) ([a-z]+)$/.exec(action) ?? []
  const verb = verbOf(word ?? '')
  if (verb === undefined || object === undefined) return undefined
  const many = /^(?:list|watch|deletecollection)$/.test(word ?? '')
  if (many) return { past: verb[0], infinitive: verb[1], object }
  if (object === 'pods/exec')
    return { past: 'ran a command inside', infinitive: 'run a command inside', object: 'pod' }
  return { past: verb[0], infinitive: verb[1], object: object.replace(/(?<=[^s])s$/, '') }
}

/** `protected_branch.destroy`, `user.mfa.factor.deactivate`: GitHub and Okta put the verb last. */
function fromDotted(action: string): OperationWords | undefined {
  if (!/^[a-z0-9_]+(?:\.[a-z0-9_]+)+$/.test(action)) return undefined
  const segments = action.split('.')
  const words = (segments.at(-1) ?? '').split('_')
  const [first = '', ...after] = words
  const verb = verbOf(first) ?? verbOf(words.at(-1) ?? '')
  if (verb === undefined) return undefined
  const rest = verb === verbOf(first) ? after : words.slice(0, -1)
  const object = [...segments.slice(0, -1), ...rest].join(' ').replaceAll('_', ' ')
  return { past: verb[0], infinitive: verb[1], object }
}

function asQuoted(action: string): OperationWords {
  const shown = visibleText(action, operationMaxChars)
  return { past: `performed “${shown}”`, infinitive: `perform “${shown}”`, object: '' }
}

/** Words of a camel-case noun; abbreviations keep their capitals: `SSH public key`. */
function nounOf(words: readonly string[]): string {
  return words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ')
}
