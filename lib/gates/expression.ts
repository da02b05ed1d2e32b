import { parse } from '@bufbuild/cel'

/** A part of an expression of CEL; `at` is where it stands in the text, counted in UTF-16 units. */
export type Expression = { at: number } & (
  | { kind: 'constant'; type: ConstantType; value: Constant }
  | { kind: 'name'; name: string }
  /** `of.field`, or the question whether it is there: `has(of.field)`. */
  | { kind: 'field'; of: Expression; field: string; asked: boolean }
  | { kind: 'call'; name: string; target: Expression | null; given: Expression[] }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'map'; entries: { key: Expression; value: Expression }[] }
  | { kind: 'message'; name: string }
  | Fold
)

/** What `all`, `exists`, `map` and the like are made of: one walk over a list or a map. */
export interface Fold {
  kind: 'fold'
  over: Expression
  each: string
  second: string
  kept: string
  begin: Expression
  while: Expression
  step: Expression
  end: Expression
}

export type ConstantType = 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes'
type Constant = null | boolean | bigint | number | string | Uint8Array

/** What is wrong with an expression, and where. */
export interface GateProblem {
  message: string
  at: number
}

export type Read =
  | { expression: Expression; problem?: never }
  | { expression?: never; problem: GateProblem }

/**
 * Reads an expression. Its length is bounded by whoever calls, and with it the time that this takes: a deep
 * nest ends as a problem like any other.
 */
export function readExpression(cel: string): Read {
  try {
    const { expr, sourceInfo } = parse(cel)
    return { expression: plain(expr, sourceInfo?.positions ?? {}) }
  } catch (error) {
    return { problem: problemOf(error, cel) }
  }
}

type Parsed = ReturnType<typeof parse>['expr']
type Positions = { [id: string]: number }

function plain(expr: Parsed | undefined, positions: Positions): Expression {
  if (!expr) throw new Error('An expression has an empty part.')
  const of = (part: Parsed | undefined) => plain(part, positions)
  const at = positions[String(expr.id)] ?? 0
  const { case: kind, value } = expr.exprKind
  switch (kind) {
    case 'constExpr':
      return { at, kind: 'constant', ...constant(value.constantKind) }
    case 'identExpr':
      return { at, kind: 'name', name: value.name }
    case 'selectExpr':
      return {
        at,
        kind: 'field',
        of: of(value.operand),
        field: value.field,
        asked: value.testOnly,
      }
    case 'callExpr':
      return {
        at,
        kind: 'call',
        name: value.function,
        target: value.target ? of(value.target) : null,
        given: value.args.map(of),
      }
    case 'listExpr':
      return { at, kind: 'list', items: value.elements.map(of) }
    case 'structExpr': {
      if (value.messageName) return { at, kind: 'message', name: value.messageName }
      const entries = value.entries.map(({ keyKind, value }) => ({
        key: of(keyKind.case === 'mapKey' ? keyKind.value : undefined),
        value: of(value),
      }))
      return { at, kind: 'map', entries }
    }
    case 'comprehensionExpr':
      return {
        at,
        kind: 'fold',
        over: of(value.iterRange),
        each: value.iterVar,
        second: value.iterVar2,
        kept: value.accuVar,
        begin: of(value.accuInit),
        while: of(value.loopCondition),
        step: of(value.loopStep),
        end: of(value.result),
      }
    default:
      throw new Error('An expression has a part of no kind.')
  }
}

const constantTypes = {
  nullValue: 'null',
  boolValue: 'bool',
  int64Value: 'int',
  uint64Value: 'uint',
  doubleValue: 'double',
  stringValue: 'string',
  bytesValue: 'bytes',
} as const satisfies { [kind: string]: ConstantType }

function constant(found: { case?: string | undefined; value?: unknown }) {
  const type = constantTypes[found.case as keyof typeof constantTypes]
  if (!type) throw new Error('An expression has a constant of no kind.')
  return { type, value: type === 'null' ? null : (found.value as Constant) }
}

function problemOf(error: unknown, cel: string): GateProblem {
  if (error instanceof RangeError) return { message: 'It is nested too deeply.', at: 0 }
  const at = offsetOf(error) ?? 0
  const rest = cel.slice(at).trimStart()
  if (!rest) return { message: 'It ends too early.', at }
  const [word = ''] = /^(\w+|[^\w\s]{1,2})/u.exec(rest) ?? []
  return { message: `It cannot be read from “${word}” on.`, at }
}

/** Where the parser gave up. */
function offsetOf(error: unknown): number | undefined {
  const { location } = error as { location?: { start?: { offset?: number } } }
  return location?.start?.offset
}
