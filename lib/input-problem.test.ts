import { expect, it } from 'vitest'
import { z } from 'zod'
import { inputProblem } from './input-problem'

const Input = z.strictObject({
  uri: z.string().min(1, 'Say of which URI.').max(5).optional(),
  depth: z.coerce.number().int().min(1).max(20).optional(),
  share: z.number().positive().lt(1).optional(),
  direction: z.enum(['up', 'down']).optional(),
  files: z.array(z.string()).max(1).optional(),
  id: z.uuid().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  alias: z
    .union([
      z.string().min(2, 'Too short.'),
      z.object({ name: z.string().min(2, 'A short name.') }),
    ])
    .optional(),
})

it.each<[object, string]>([
  [{ uri: 7 }, 'Write a text.'],
  [{ uri: '' }, 'Say of which URI.'],
  [{ uri: '123456' }, 'Write at most 5 characters.'],
  [{ depth: 0 }, 'Write at least 1.'],
  [{ depth: 21 }, 'Write at most 20.'],
  [{ share: 0 }, 'Write more than 0.'],
  [{ share: 1 }, 'Write less than 1.'],
  [{ depth: 1.5 }, 'Write a whole number.'],
  [{ depth: 'deep' }, 'Write a number.'],
  [{ direction: 'sideways' }, 'Use one of: up, down.'],
  [{ files: ['a', 'b'] }, 'Write at most 1 item.'],
  [{ files: 'a' }, 'Write a list.'],
  [{ id: '7' }, 'Write an id, as the hub prints it.'],
  [{ since: 'today' }, 'Write a time with Z or an offset, such as 2026-11-25T10:00:00Z.'],
  [{ alias: 'a' }, 'Too short.'],
  [{ alias: { name: 'a' } }, 'A short name.'],
  [{ more: 1 }, 'Leave out more: nothing here is called so.'],
])('says of %j: %s', (input, problem) => {
  const { error } = Input.safeParse(input, { error: inputProblem })
  expect(error?.issues.map(({ message }) => message)).toEqual([problem])
})

it('says what is missing', () => {
  const { error } = z.object({ uri: z.string() }).safeParse({}, { error: inputProblem })
  expect(error?.issues.map(({ message }) => message)).toEqual(['It is missing.'])
})
