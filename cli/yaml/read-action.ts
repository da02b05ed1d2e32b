import type { Node } from 'yaml'
import { suggestion } from '@/lib/near'
import { readCondition } from '../run/condition'
import { type Reader, readFields } from './fields'
import { type Action, thens, whens } from './pipeline'

/** Reads one of the `actions` of a node. */
export function readAction(node: Node, reader: Reader): Action | undefined {
  const fields = readFields(node, 'action', ['when', 'if', 'then'], reader)
  if (!fields?.need('when', 'then')) return undefined
  const words = <T extends string>(key: string, known: readonly T[]) =>
    fields.texts(key).flatMap((text) => {
      const word = known.find((one) => one === text.toLowerCase())
      if (!word)
        reader.warning(
          fields.node(key),
          `${text} is no "${key}" of an action; it does nothing.`,
          suggestion(text, [...known], ''),
        )
      return word ?? []
    })
  const conditions = fields.texts('if').flatMap((text) => {
    const parsed = readCondition(text)
    if (parsed.ok) return { text, condition: parsed.condition }
    reader.problem(
      fields.node('if'),
      `${text} cannot be read. ${parsed.message}`,
      'Write it like metadata.accuracy >= 0.9.',
    )
    return []
  })
  return { when: words('when', whens), conditions, effects: words('then', thens) }
}
