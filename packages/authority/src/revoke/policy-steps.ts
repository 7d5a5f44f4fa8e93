import type { PolicyStatementRef, ProposedAction } from '@countersign/explanation/explanation'
import { named } from '../chain/hop.ts'
import { identityParts } from '../explain/identity-words.ts'
import { iamName } from './aws-steps.ts'
import { commandWith } from './command-with.ts'
import { credentialChange } from './standard-event.ts'

const policyArn = /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[A-Za-z0-9_+=,.@/-]{1,512}$/
const kubernetesName = /^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/

/** Taking away what let it through: last, because it ends nothing that is going on elsewhere. */
export function policySteps(
  actor: string,
  deciding: readonly PolicyStatementRef[],
): readonly ProposedAction[] {
  const allowing = deciding.filter(({ effect }) => effect === 'allow')
  const steps = allowing.map((statement) => stepFor(actor, statement))
  return [...new Map(steps.map((step) => [step.title, step])).values()]
}

function stepFor(actor: string, statement: PolicyStatementRef): ProposedAction {
  const { policyId, statementId, index } = statement
  const which = statementId === undefined ? `statement ${index + 1}` : `statement “${named(statementId)}”`
  return {
    title: `Take away what allowed it: ${which} of ${named(policyId)}`,
    ...commandFor(actor, statement),
    effect: 'The next call of this kind is refused, whoever makes it with these rights.',
    breaks:
      'Everything else that the same policy allows to whoever it is attached to, if the whole policy is taken away.',
    reversal: 'Attach the same policy again; keep its text first, which is quoted with the decision.',
    revokes: 'policy',
    standardEvent: credentialChange(actor),
  }
}

function commandFor(
  actor: string,
  { policyType, policyId }: PolicyStatementRef,
): { readonly command?: string } {
  const parts = identityParts(actor)
  if (policyType === 'identity' && policyArn.test(policyId)) {
    if (parts.kind === 'aws-role')
      return commandWith(
        [parts.name],
        iamName,
        `aws iam detach-role-policy --role-name ${parts.name} --policy-arn ${policyId}`,
      )
    if (parts.kind === 'aws-user')
      return commandWith(
        [parts.name],
        iamName,
        `aws iam detach-user-policy --user-name ${parts.name} --policy-arn ${policyId}`,
      )
  }
  const inline = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/(?:.*\/)?([^/]+)\/([^/]+)$/.exec(policyId)
  if (policyType === 'identity' && inline !== null)
    return inlineCommand(inline[1] ?? '', inline[2] ?? '', inline[3] ?? '')
  if (policyType === 'rbac') return bindingCommand(policyId)
  return {}
}

function inlineCommand(kind: string, owner: string, policy: string): { readonly command?: string } {
  return commandWith(
    [owner, policy],
    iamName,
    `aws iam delete-${kind}-policy --${kind}-name ${owner} --policy-name ${policy}`,
  )
}

/** `ClusterRoleBinding b of ClusterRole r to …`: a binding in a namespace does not say which, so it gets no command. */
function bindingCommand(policyId: string): { readonly command?: string } {
  const name = /^ClusterRoleBinding (\S+)/.exec(policyId)?.[1]
  return name === undefined
    ? {}
    : commandWith([name], kubernetesName, `kubectl delete clusterrolebinding ${name}`)
}
