/** Where a rule looks. A part that is undefined matches any record. Source: Sigma 2.1 rules specification, `logsource`. */
export type RuleLogSource = {
  readonly product: string | undefined
  readonly category: string | undefined
  readonly service: string | undefined
}

export const anyLogSource: RuleLogSource = { product: undefined, category: undefined, service: undefined }
