import type { GateType } from './environment'

/** What a parameter takes: a type, any list, any map, or anything. */
type Taken = Exclude<GateType, object> | 'list' | 'map' | 'any'

/** One way to call a function; `target` is what a method is called on. */
export interface Overload {
  target?: Taken
  takes: readonly Taken[]
  gives: GateType
}

const sizes = ['string', 'bytes', 'list', 'map'] as const

/** Those with a sign, by the name that CEL gives them. Comparisons and logic have rules of their own. */
export const operators = new Map<string, Overload[]>([
  [
    '_+_',
    [
      ...numbers(),
      { takes: ['string', 'string'], gives: 'string' },
      { takes: ['bytes', 'bytes'], gives: 'bytes' },
      { takes: ['list', 'list'], gives: { list: 'dyn' } },
      { takes: ['duration', 'duration'], gives: 'duration' },
      { takes: ['timestamp', 'duration'], gives: 'timestamp' },
      { takes: ['duration', 'timestamp'], gives: 'timestamp' },
    ],
  ],
  [
    '_-_',
    [
      ...numbers(),
      { takes: ['duration', 'duration'], gives: 'duration' },
      { takes: ['timestamp', 'duration'], gives: 'timestamp' },
      { takes: ['timestamp', 'timestamp'], gives: 'duration' },
    ],
  ],
  ['_*_', numbers()],
  ['_/_', numbers()],
  ['_%_', numbers().filter(({ gives }) => gives !== 'double')],
  [
    '-_',
    [
      { takes: ['double'], gives: 'double' },
      { takes: ['int'], gives: 'int' },
    ],
  ],
])

export const functions = new Map<string, Overload[]>([
  ['size', sizes.map((type): Overload => ({ takes: [type], gives: 'int' }))],
  ['int', from(['int', 'uint', 'double', 'string', 'timestamp'], 'int')],
  ['uint', from(['int', 'uint', 'double', 'string'], 'uint')],
  ['double', from(['int', 'uint', 'double', 'string'], 'double')],
  ['bool', from(['bool', 'string'], 'bool')],
  ['bytes', from(['bytes', 'string'], 'bytes')],
  [
    'string',
    from(['string', 'bool', 'int', 'uint', 'double', 'bytes', 'timestamp', 'duration'], 'string'),
  ],
  ['timestamp', from(['timestamp', 'string', 'int'], 'timestamp')],
  ['duration', from(['duration', 'string', 'int'], 'duration')],
  ['type', from(['any'], 'type')],
  ['dyn', from(['any'], 'dyn')],
])

const timeParts = [
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
]
const durationParts = ['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds']

export const methods = new Map<string, Overload[]>([
  ['size', sizes.map((target): Overload => ({ target, takes: [], gives: 'int' }))],
  ...['contains', 'startsWith', 'endsWith', 'matches'].map((name): [string, Overload[]] => [
    name,
    [{ target: 'string', takes: ['string'], gives: 'bool' }],
  ]),
  ...timeParts.map((name): [string, Overload[]] => [
    name,
    [
      { target: 'timestamp', takes: [], gives: 'int' },
      { target: 'timestamp', takes: ['string'], gives: 'int' },
      ...(durationParts.includes(name)
        ? [{ target: 'duration', takes: [], gives: 'int' } as const]
        : []),
    ],
  ]),
])

/** Whether a value of a type may stand where something is taken; only the evaluation knows of some. */
export function fits(type: GateType, taken: Taken): boolean {
  if (taken === 'any' || isOpen(type) || type === taken) return true
  if (typeof type === 'string') return false
  return taken === 'list' ? 'list' in type : taken === 'map' && 'map' in type
}

/** Whether only the evaluation knows what it is. */
export const isOpen = (type: GateType) => type === 'dyn' || type === 'json'

function numbers(): Overload[] {
  return (['double', 'int', 'uint'] as const).map((type) => ({ takes: [type, type], gives: type }))
}

function from(taken: readonly Taken[], gives: GateType): Overload[] {
  return taken.map((type) => ({ takes: [type], gives }))
}
