import { z } from 'zod'
import { ModelRef } from '../models/find'
import { PlainText } from '../view'
import { inOrder, joined } from './blocks'

/** Characters of a whole card, as of the description that it is told as. */
export const maxCard = 100_000

const numbered = (least: number) =>
  z.coerce
    .number()
    .int('Revisions are numbered 1, 2, 3.')
    .min(least, 'Revisions are numbered 1, 2, 3.')
    .max(2_147_483_647, 'There is no such revision.')

export const RevisionNumber = numbered(1)
/** 0 is a card before anything was written. */
export const RevisionOrNone = numbered(0)

const oneLine = (max: number) => PlainText(max).regex(/^[^\r\n]*$/, 'It is a single line.')

export const BlockInput = z.object({
  id: z.uuid('The id of a block is one that the card gave it.').optional(),
  category: oneLine(100).default(''),
  title: oneLine(200).min(1, 'Give it a title.'),
  body: PlainText(maxCard).transform(newlines).default(''),
})

const Blocks = z
  .array(BlockInput)
  .max(50, 'A card has at most 50 blocks.')
  .transform(inOrder)
  .superRefine((blocks, refinement) => {
    const ids = blocks.flatMap(({ id }) => id ?? [])
    const refuse = (message: string) => refinement.addIssue({ code: 'custom', message })
    if (new Set(ids).size < ids.length) refuse('Two blocks have the same id.')
    const length = joined(blocks).length
    if (length > maxCard)
      refuse(`A card has at most ${maxCard} characters; this one has ${length}.`)
  })

export const CardInput = ModelRef.extend({
  blocks: Blocks,
  expected: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The revision that this was written on; refused once another came'),
})

/** Browsers end the lines of a form by two characters. */
export function newlines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}
