import { suggestion } from '../near'
import type { GateType } from './environment'
import type { Expression, Fold } from './expression'
import { fits, functions, isOpen, methods, type Overload, operators } from './overloads'

export type Declared = ReadonlyMap<string, GateType>
type Tell = (message: string, at: number) => void
type Call = Extract<Expression, { kind: 'call' }>

/**
 * The type of an expression. What cannot be is told where it stands, and then passes for `dyn`, so that one
 * mistake is one sentence.
 */
export function typeOf(expression: Expression, declared: Declared, tell: Tell): GateType {
  const of = (part: Expression) => typeOf(part, declared, tell)
  const { at } = expression
  switch (expression.kind) {
    case 'constant':
      if (typeof expression.value === 'number' && !Number.isFinite(expression.value))
        tell('A number in it is too large.', at)
      return expression.type
    case 'name':
      return named(expression.name.replace(/^\./, ''), at, declared, tell)
    case 'field': {
      const type = fieldOf(of(expression.of), expression.field, at, tell)
      return expression.asked ? 'bool' : type
    }
    case 'list':
      return { list: joined(expression.items.map(of)) }
    case 'map':
      return {
        by: joined(expression.entries.map(({ key }) => of(key))),
        map: joined(expression.entries.map(({ value }) => of(value))),
      }
    case 'message':
      tell(`There is no ${expression.name} to make.`, at)
      return 'dyn'
    case 'fold':
      return foldOf(expression, declared, tell)
    case 'call':
      return callOf(expression, of, tell)
  }
}

const typeNames = new Set(
  ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type'], //
)

function named(name: string, at: number, declared: Declared, tell: Tell): GateType {
  const type = declared.get(name)
  if (type) return type
  if (typeNames.has(name)) return 'type'
  tell(`There is no ${name}. ${suggestion(name, visible(declared), 'the variable')}`, at)
  return 'dyn'
}

/** What a macro keeps for itself is no name to suggest. */
const visible = (declared: Declared) => [...declared.keys()].filter((name) => /^\w/.test(name))

function fieldOf(type: GateType, field: string, at: number, tell: Tell): GateType {
  if (isOpen(type)) return type
  if (typeof type === 'object' && 'map' in type) return type.map
  if (typeof type === 'object' && 'fields' in type) {
    const found = Object.hasOwn(type.fields, field) ? type.fields[field] : undefined
    if (found) return found.type
    tell(
      `There is no ${type.name}.${field}. ${suggestion(field, Object.keys(type.fields), 'the field')}`,
      at,
    )
    return 'dyn'
  }
  tell(`There is no .${field} of ${wordOf(type)}.`, at)
  return 'dyn'
}

function callOf(call: Call, of: (part: Expression) => GateType, tell: Tell): GateType {
  const { name, at } = call
  if (name === 'has') {
    tell('Write has(a.b), or "b" in a where the name of b needs quotes.', at)
    return 'bool'
  }
  const misused = call.target && macros.get(name)
  if (misused) {
    tell(misused, at)
    return 'dyn'
  }
  const target = call.target && of(call.target)
  const given = call.given.map(of)
  if (target !== null) return methodOf(call, target, given, tell)
  const [first = 'dyn', second = 'dyn'] = given
  if (name === '_&&_' || name === '_||_' || name === '!_') {
    given.forEach((type, place) => {
      if (type !== 'bool' && !isOpen(type))
        tell(`${capital(wordOf(type))} is neither true nor false.`, placeOf(call, place))
    })
    return 'bool'
  }
  if (name === '_?_:_') {
    if (first !== 'bool' && !isOpen(first))
      tell(`${capital(wordOf(first))} is neither true nor false.`, placeOf(call, 0))
    return joined(given.slice(1))
  }
  if (name === '_==_' || name === '_!=_') {
    if (!equatable(first, second))
      tell(`${capital(wordOf(first))} and ${wordOf(second)} are never equal.`, at)
    return 'bool'
  }
  if (/^_[<>]=?_$/.test(name)) {
    if (!orderable(first, second))
      tell(`${capital(wordOf(first))} is neither more nor less than ${wordOf(second)}.`, at)
    return 'bool'
  }
  if (name === '@in') return inOf(call, first, second, tell)
  if (name === '_[_]') return indexOf(call, first, second, tell)
  if (name === '@not_strictly_false') return 'bool'
  return operators.has(name) ? operatorOf(call, given, tell) : functionOf(call, given, tell)
}

function methodOf(call: Call, target: GateType, given: GateType[], tell: Tell): GateType {
  const { name, at } = call
  const ways = methods.get(name)
  if (!ways) {
    tell(`There is no function ${name}. ${suggestion(name, [...methods.keys()], '')}`, at)
    return 'dyn'
  }
  const way = ways.find((one) => one.target && fits(target, one.target) && accepts(one, given))
  if (way) return way.gives
  tell(`${name} is not for ${[wordOf(target), ...given.map(wordOf)].join(' and ')}.`, at)
  return 'dyn'
}

const macros = new Map(
  ['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map'].map((name) => [
    name,
    `${name} takes a name and an expression: metrics.${name}(key, metrics[key] > 0.5).`,
  ]),
)

function functionOf({ name, at }: Call, given: GateType[], tell: Tell): GateType {
  const ways = functions.get(name)
  if (!ways) {
    tell(`There is no function ${name}. ${suggestion(name, [...functions.keys()], '')}`, at)
    return 'dyn'
  }
  const way = ways.find((one) => accepts(one, given))
  if (way) return way.gives
  tell(`${name} is not for ${given.map(wordOf).join(' and ') || 'nothing'}.`, at)
  return 'dyn'
}

function operatorOf(call: Call, given: GateType[], tell: Tell): GateType {
  const { name, at } = call
  const sign = name.replaceAll('_', '')
  const whole = wholeAmongDecimals(call, given)
  if (whole) {
    tell(
      `Write ${whole.value}.0 instead of ${whole.value}: metrics and parameters are decimal numbers.`,
      whole.at,
    )
    return 'double'
  }
  const ways = (operators.get(name) ?? []).filter((one) => accepts(one, given))
  const [way] = ways
  if (!way) {
    const mixed = given.includes('double') && given.includes('int')
    const hint = mixed ? ' Write double(…) around the whole number.' : ''
    tell(`${capital(given.map(wordOf).join(` ${sign} `))} cannot be computed.${hint}`, at)
    return 'dyn'
  }
  return ways.length === 1 ? way.gives : 'dyn'
}

/** A whole number written where CEL computes with decimals, which it never mixes. */
function wholeAmongDecimals({ name, given }: Call, types: GateType[]) {
  if (name === '_%_' || !types.some((type) => type === 'double' || type === 'json')) return null
  for (const part of given)
    if (part.kind === 'constant' && part.type === 'int')
      return { value: String(part.value), at: part.at }
  return null
}

function inOf(call: Call, value: GateType, over: GateType, tell: Tell): GateType {
  const list = typeof over === 'object' && 'list' in over ? over.list : null
  const map = typeof over === 'object' && 'map' in over ? over.by : null
  const items = list ?? map
  if (items === null && !isOpen(over)) tell(`Nothing is in ${wordOf(over)}.`, call.at)
  else if (items !== null && !equatable(value, items))
    tell(`${capital(wordOf(value))} is never in ${wordOf(over)} of ${wordOf(items)}.`, call.at)
  return 'bool'
}

function indexOf(call: Call, of: GateType, by: GateType, tell: Tell): GateType {
  const [, key] = call.given
  if (typeof of === 'object' && 'fields' in of) {
    if (key?.kind === 'constant' && typeof key.value === 'string')
      return fieldOf(of, key.value, key.at, tell)
    tell(`Write ${of.name}. and the name of a field.`, call.at)
    return 'dyn'
  }
  if (isOpen(of)) return of
  const items = typeof of === 'object' && 'list' in of ? of.list : null
  const values = typeof of === 'object' && 'map' in of ? of : null
  if (items) {
    if (!isNumber(by) && !isOpen(by)) tell(`${capital(wordOf(by))} is no place in a list.`, call.at)
    return items
  }
  if (!values) tell(`Nothing is at a place of ${wordOf(of)}.`, call.at)
  else if (!equatable(by, values.by)) tell(`${capital(wordOf(by))} names nothing here.`, call.at)
  return values?.map ?? 'dyn'
}

/** Macros are walks that keep something; its type is that of the step, which begins with the first. */
function foldOf(fold: Fold & { at: number }, declared: Declared, tell: Tell): GateType {
  const over = typeOf(fold.over, declared, tell)
  const list = typeof over === 'object' && 'list' in over ? over.list : null
  const map = typeof over === 'object' && 'map' in over ? over.by : null
  if (list === null && map === null && !isOpen(over))
    tell(`${capital(wordOf(over))} cannot be walked over.`, fold.at)
  const begin = typeOf(fold.begin, declared, tell)
  const inside = new Map(declared)
  inside.set(fold.each, list ?? map ?? (over === 'json' ? 'json' : 'dyn'))
  inside.set(fold.kept, begin)
  typeOf(fold.while, inside, tell)
  const step = typeOf(fold.step, inside, tell)
  return typeOf(fold.end, new Map(inside).set(fold.kept, joined([begin, step])), tell)
}

const accepts = ({ takes }: Overload, given: GateType[]) =>
  takes.length === given.length && takes.every((taken, at) => fits(given[at] ?? 'dyn', taken))

const isNumber = (type: GateType) => type === 'double' || type === 'int' || type === 'uint'

function equatable(one: GateType, other: GateType): boolean {
  if (isOpen(one) || isOpen(other) || (isNumber(one) && isNumber(other))) return true
  if (typeof one === 'string' || typeof other === 'string') return one === other
  if ('list' in one && 'list' in other) return equatable(one.list, other.list)
  return 'map' in one && 'map' in other && equatable(one.map, other.map)
}

const ordered = new Set<GateType>(['string', 'bool', 'bytes', 'timestamp', 'duration'])

function orderable(one: GateType, other: GateType): boolean {
  const may = (type: GateType) => isOpen(type) || isNumber(type) || ordered.has(type)
  if (!may(one) || !may(other)) return false
  return isOpen(one) || isOpen(other) || one === other || (isNumber(one) && isNumber(other))
}

/** The type of whatever is of one of these. */
function joined(types: readonly GateType[]): GateType {
  const [first, ...rest] = types
  const same = first && rest.every((type) => JSON.stringify(type) === JSON.stringify(first))
  return same ? first : 'dyn'
}

const placeOf = (call: Call, at: number) => call.given[at]?.at ?? call.at

function wordOf(type: GateType): string {
  if (typeof type === 'string') return words[type]
  return 'fields' in type ? type.name : 'list' in type ? 'a list' : 'a map'
}

const words = {
  null: 'nothing',
  bool: 'true or false',
  int: 'a whole number',
  uint: 'a whole number (u)',
  double: 'a decimal number',
  string: 'a text',
  bytes: 'bytes',
  timestamp: 'a time',
  duration: 'a length of time',
  type: 'a type',
  json: 'a parameter',
  dyn: 'a value',
} as const satisfies Record<Exclude<GateType, object>, string>

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
