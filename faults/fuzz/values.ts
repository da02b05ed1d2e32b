import type { ApiSchema } from '@/lib/api-document'
import type { Random } from '../support/random'
import { numbers, strings } from './hostile'

/** Values by the name of the field or parameter that takes them: what is there, and what is not. */
export type Known = Record<string, readonly string[]>

/** A number as it is to stand in the JSON; `JSON.stringify` would not write it so. */
class Literal {
  constructor(readonly text: string) {}
}

export type Value = null | boolean | number | string | Literal | Value[] | Map<string, Value>

/** Makes values from the schemas of an API: ones that fit, and ones that nearly do. */
export class Values {
  constructor(
    private readonly schemas: Record<string, ApiSchema>,
    private readonly known: Known,
    private readonly random: Random,
  ) {}

  /** A value that the schema allows, as far as a schema can say. */
  fitting(schema: ApiSchema, name = '', depth = 0): Value {
    const { random } = this
    const whole = this.resolved(schema)
    const { anyOf, oneOf, allOf, const: only, enum: several } = whole
    if (only !== undefined) return only as Value
    if (several) return random.pick(several) as Value
    const either = anyOf ?? oneOf
    if (either) return this.fitting(random.pick(either), name, depth)
    if (allOf?.[0]) return this.fitting(allOf[0], name, depth)
    const type = Array.isArray(whole.type) ? random.pick(whole.type) : whole.type
    if (depth > 5) return null
    switch (type) {
      case 'string':
        return this.text(whole, name)
      case 'integer':
      case 'number':
        return this.number(whole, name)
      case 'boolean':
        return random.chance(0.5)
      case 'null':
        return null
      case 'array':
        return Array.from({ length: random.whole(0, 3) }, () =>
          this.fitting(whole.items ?? {}, name, depth + 1),
        )
      case 'object':
        return this.object(whole, depth)
      default:
        return this.text({}, name)
    }
  }

  /** The same with something wrong in one place of it, wherever that is. */
  spoilt(value: Value): Value {
    const { random } = this
    if (value instanceof Map && value.size > 0 && random.chance(0.8)) {
      const copy = new Map(value)
      const key = random.pick([...value.keys()])
      const dice = random.next()
      if (dice < 0.15) copy.delete(key)
      else if (dice < 0.3) copy.set(random.pick(strings), value.get(key) ?? null)
      else copy.set(key, this.spoilt(value.get(key) ?? null))
      return copy
    }
    if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
      const at = random.whole(0, value.length - 1)
      if (random.chance(0.2)) return [...value, ...value]
      return value.map((item, index) => (index === at ? this.spoilt(item) : item))
    }
    return this.hostile()
  }

  hostile(): Value {
    const { random } = this
    const dice = random.next()
    if (dice < 0.55) return random.pick(strings)
    if (dice < 0.75) return new Literal(random.pick(numbers))
    if (dice < 0.8) return null
    if (dice < 0.85) return random.chance(0.5)
    if (dice < 0.9) return []
    if (dice < 0.95) return new Map([[random.pick(strings), random.pick(strings)]])
    return Array.from({ length: 60 }, () => random.pick(strings))
  }

  private resolved(schema: ApiSchema): ApiSchema {
    const name = schema.$ref?.split('/').at(-1)
    return name === undefined ? schema : this.resolved(this.schemas[name] ?? {})
  }

  private object(schema: ApiSchema, depth: number): Value {
    const { random } = this
    const { properties = {}, required = [], additionalProperties: more } = schema
    const value = new Map<string, Value>()
    for (const [name, part] of Object.entries(properties))
      if (required.includes(name) || random.chance(0.5))
        value.set(name, this.fitting(part, name, depth + 1))
    if (more && typeof more === 'object')
      for (let n = random.whole(0, 3); n > 0; n--)
        value.set(this.one('key') ?? `key${n}`, this.fitting(more, '', depth + 1))
    return value
  }

  private text({ format, minLength = 0, maxLength = 200 }: ApiSchema, name: string): string {
    const { random } = this
    const known = this.one(name)
    if (known !== undefined && random.chance(0.9)) return known
    if (format === 'date-time')
      return new Date(Date.now() + random.whole(-9, 9) * 86_400_000).toISOString()
    const words = ['a', 'word', 'model.bin', 'Some text, with marks.', 'Grüße', '1', 'x-y_z.0']
    return random.pick(words).padEnd(Number(minLength), 'x').slice(0, Number(maxLength))
  }

  private number({ type, minimum, maximum }: ApiSchema, name: string): number {
    const { random } = this
    const known = Number(this.one(name)?.replace(/^v/, ''))
    if (Number.isSafeInteger(known) && random.chance(0.8)) return known
    const from = Math.max(-1000, Number(minimum ?? 0))
    const value = random.whole(from, Math.min(from + 100, Number(maximum ?? from + 100)))
    return type === 'integer' || random.chance(0.5) ? value : value + 0.5
  }

  private one(name: string): string | undefined {
    const known = Object.hasOwn(this.known, name) ? this.known[name] : undefined
    return known && known.length > 0 ? this.random.pick(known) : undefined
  }
}

/** The JSON text of a value, half characters and wild numbers included. */
export function jsonText(value: Value): string {
  if (value instanceof Literal) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (value instanceof Map)
    return `{${[...value].map(([key, part]) => `${JSON.stringify(key)}:${jsonText(part)}`).join(',')}}`
  return JSON.stringify(value)
}

/** The value as a part of a path or of a query string. */
export function plainText(value: Value): string {
  return typeof value === 'string' ? value : jsonText(value)
}
