/** A statement or binding by which somebody can, in one line; the text of the policy where it is carried. */
export type DecidingLine = { readonly place: string; readonly text: string | undefined }

/** AWS names a statement (packages/explanation PolicyStatementRef), Kubernetes a binding and its role. */
export function decidingLine(deciding: unknown): DecidingLine {
  const said = isRecord(deciding) ? deciding : {}
  if (typeof said.policyId === 'string') {
    const index = typeof said.index === 'number' ? said.index + 1 : '?'
    const statement = typeof said.statementId === 'string' ? said.statementId : index
    return {
      place: `${textOf(said.policyType)} policy ${said.policyId}, statement ${statement}`,
      text: typeof said.text === 'string' ? said.text : undefined,
    }
  }
  const role = isRecord(said.roleRef)
    ? `${textOf(said.roleRef.kind)} ${textOf(said.roleRef.name)}`
    : undefined
  const within = typeof said.namespace === 'string' ? ` in ${said.namespace}` : ''
  return {
    place: `${textOf(said.kind)} ${textOf(said.name)}${within}${role === undefined ? '' : ` to ${role}`}`,
    text: undefined,
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'unnamed'
}
