import type { TfValue } from './tf-value.ts'

/** An expression of HCL's native syntax (HCL Native Syntax Specification, "Expressions"). */
export type Expression =
  | { readonly kind: 'literal'; readonly value: TfValue }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | ForExpression
  | {
      readonly kind: 'conditional'
      readonly test: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly spread: boolean
    }
  | { readonly kind: 'root'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: readonly string[] }

export type ForExpression = {
  readonly kind: 'for'
  readonly keyName?: string
  readonly valueName: string
  readonly over: Expression
  /** Set for an object: `{ for … : key => value }`. */
  readonly key?: Expression
  readonly value: Expression
  readonly grouped: boolean
  readonly test?: Expression
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly of: Expression }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly then: readonly TemplatePart[]
      readonly otherwise: readonly TemplatePart[]
    }
  | {
      readonly kind: 'for'
      readonly keyName?: string
      readonly valueName: string
      readonly over: Expression
      readonly body: readonly TemplatePart[]
    }

/** The whole configuration takes more work than is spent on it. Anything smaller is one unknown value. */
export class WorkLimitError extends Error {
  override readonly name = 'WorkLimitError'
}

/** What is not HCL, or more than is read. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}
