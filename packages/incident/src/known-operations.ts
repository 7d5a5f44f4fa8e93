/** An operation as a verb and what it is done to: past (`read`), infinitive (`read`), object (`secret value`). */
export type OperationWords = {
  readonly past: string
  readonly infinitive: string
  readonly object: string
  /** The resource is the object itself (`the registry value “x”`), not what it belongs to (`the trust policy of “x”`). */
  readonly isResource?: true
}

type Row = readonly [past: string, infinitive: string, object: string, isResource?: true]

/** Operations of AWS whose name does not say it as a person would. */
const aws: Readonly<Record<string, Row>> = {
  ConsoleLogin: ['signed in to the console', 'sign in to the console', ''],
  GetCallerIdentity: ['checked its own identity', 'check its own identity', ''],
  LeaveOrganization: ['left the AWS organisation', 'leave the AWS organisation', ''],
  AssumeRoot: ['took a root session', 'take a root session', ''],
  UpdateAssumeRolePolicy: ['changed', 'change', 'trust policy'],
  AuthorizeSecurityGroupIngress: ['opened', 'open', 'inbound access'],
  AuthorizeSecurityGroupEgress: ['opened', 'open', 'outbound access'],
  CreateLoginProfile: ['created', 'create', 'console password'],
  UpdateLoginProfile: ['changed', 'change', 'console password'],
  DeleteLoginProfile: ['deleted', 'delete', 'console password'],
  AddUserToGroup: ['added', 'add', 'group membership'],
  SetDefaultPolicyVersion: ['switched', 'switch', 'policy version'],
  GetFederationToken: ['obtained', 'obtain', 'federated session'],
  GetSessionToken: ['obtained a session token', 'obtain a session token', ''],
  EnableSerialConsoleAccess: [
    'opened the serial console of the account',
    'open the serial console of the account',
    '',
  ],
  SendSerialConsoleSSHPublicKey: ['pushed', 'push', 'serial console login key'],
  SendSSHPublicKey: ['pushed', 'push', 'login key'],
  AddPermission20150331v2: ['let new callers into', 'let new callers into', 'function', true],
  AddPermission20150331: ['let new callers into', 'let new callers into', 'function', true],
  PutObject: ['wrote', 'write', 'object', true],
  PutUserPolicy: ['wrote', 'write', 'inline policy'],
  PutRolePolicy: ['wrote', 'write', 'inline policy'],
  PutGroupPolicy: ['wrote', 'write', 'inline policy'],
  PutUseCaseForModelAccess: [
    'asked for access to foundation models',
    'ask for access to foundation models',
    '',
  ],
  CreateFoundationModelAgreement: ['accepted', 'accept', 'model agreement'],
  PutFoundationModelEntitlement: ['switched on', 'switch on', 'foundation model', true],
  GetModelInvocationLoggingConfiguration: [
    'checked whether models are logged',
    'check whether models are logged',
    '',
  ],
  GetAccountSendingEnabled: ['checked whether mail may be sent', 'check whether mail may be sent', ''],
}

const kubernetes: Readonly<Record<string, Row>> = {
  'serviceaccounts/token create': ['issued', 'issue', 'service account token'],
  'certificatesigningrequests create': ['asked for', 'ask for', 'client certificate', true],
  'certificatesigningrequests/approval update': ['approved', 'approve', 'client certificate', true],
  'certificatesigningrequests/approval patch': ['approved', 'approve', 'client certificate', true],
  'nodes/proxy get': ['called', 'call', 'node agent', true],
  'nodes/proxy create': ['called', 'call', 'node agent', true],
}

const gitHub: Readonly<Record<string, Row>> = {
  'git.clone': ['cloned', 'clone', 'repository'],
  'repo.access': ['changed', 'change', 'repository visibility'],
  'org.set_fork_pr_workflows_policy': ['changed', 'change', 'rule for work from outside'],
  'repo.set_fork_pr_workflows_policy': ['changed', 'change', 'rule for work from outside'],
  'public_key.create': ['added', 'add', 'deploy key'],
  'protected_branch.destroy': ['removed', 'remove', 'branch protection'],
  'protected_branch.policy_override': ['overrode', 'override', 'branch protection'],
  'org.register_self_hosted_runner': ['registered', 'register', 'self-hosted runner'],
  'repo.register_self_hosted_runner': ['registered', 'register', 'self-hosted runner'],
  'integration_installation.create': ['installed', 'install', 'third-party application'],
  'org.update_member': ['changed', 'change', 'member role'],
  'org.disable_two_factor_requirement': [
    'lifted the demand for a second factor',
    'lift the demand for a second factor',
    '',
  ],
}

const okta: Readonly<Record<string, Row>> = {
  'user.session.start': ['signed in', 'sign in', ''],
  'user.mfa.factor.reset_all': ['reset', 'reset', 'second factors'],
  'user.mfa.factor.deactivate': ['removed', 'remove', 'second factor'],
  'user.mfa.okta_verify.deny_push': ['refused a sign-in push', 'refuse a sign-in push', ''],
  'user.account.privilege.grant': ['granted', 'grant', 'administrator rights'],
  'system.idp.lifecycle.create': ['created', 'create', 'identity provider', true],
  'system.api_token.create': ['created', 'create', 'API token', true],
}

const entra: Readonly<Record<string, Row>> = {
  'Sign-in activity': ['signed in', 'sign in', ''],
  'Add member to role': ['granted', 'grant', 'directory role'],
  'Add app role assignment to service principal': ['granted', 'grant', 'application right'],
  'Add service principal credentials': ['added', 'add', 'application credential'],
  'Update application – Certificates and secrets management': ['changed', 'change', 'credentials'],
  'Add owner to application': ['added', 'add', 'application owner', true],
  'Consent to application': ['consented to', 'consent to', 'application', true],
  'Add conditional access policy': ['created', 'create', 'conditional access policy', true],
  'Update conditional access policy': ['changed', 'change', 'conditional access policy', true],
  'Delete conditional access policy': ['deleted', 'delete', 'conditional access policy', true],
  'Set domain authentication': ['changed', 'change', 'federation settings'],
  'Set federation settings on domain': ['changed', 'change', 'federation settings'],
  'Disable Strong Authentication': ['switched off', 'switch off', 'second factor'],
  'Reset user password': ['reset', 'reset', 'password'],
  'Add user': ['created', 'create', 'user', true],
  'Delete user': ['deleted', 'delete', 'user', true],
  'Disable account': ['blocked', 'block', 'account', true],
}

const known: ReadonlyMap<string, Row> = new Map(
  [aws, kubernetes, gitHub, okta, entra].flatMap((table) => Object.entries(table)),
)

/** The words for an operation that is known by its whole name, whatever its source. */
export function knownOperation(action: string): OperationWords | undefined {
  const row = known.get(action.trim())
  if (row === undefined) return undefined
  const [past, infinitive, object, isResource] = row
  return { past, infinitive, object, ...(isResource === undefined ? {} : { isResource }) }
}
