import type { Ctx, Membership } from '../actor'
import type { Tx } from '../door'
import { isAppError } from '../errors'
import { isId } from '../ids'
import { seesAddresses } from '../members/addresses'
import { MemberName, presentMember } from '../members/present'
import type { FieldRow } from './find'

type Checked = { ok: true; value: string | number } | { ok: false; problem: string }

const good = (value: string | number): Checked => ({ ok: true, value })
const bad = (problem: string): Checked => ({ ok: false, problem })

/** A value as it is kept in a field of this kind, or why it is none. */
export async function checkedValue(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  { kind, choices }: Pick<FieldRow, 'kind' | 'choices'>,
  given: string | number,
): Promise<Checked> {
  const text = String(given).trim()
  if (kind === 'person') return person(tx, ctx, organization, text)
  if (kind === 'number') return number(given)
  if (kind === 'date') return day(text)
  if (kind === 'url') return address(text)
  if (kind === 'choice')
    return choices.includes(text) ? good(text) : bad(`Choose one of ${choices.join(', ')}.`)
  return text.length <= 1000 ? good(text) : bad('A text has at most 1000 characters.')
}

function number(given: string | number): Checked {
  const value = typeof given === 'number' ? given : Number(given)
  return Number.isFinite(value) ? good(value) : bad('Give a number, such as 12 or 0.5.')
}

function day(text: string): Checked {
  const at = new Date(`${text}T00:00:00Z`)
  // A day that no month has is taken for one of the next.
  const isReal = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
  return isReal ? good(text) : bad('Give a day, such as 2026-01-31.')
}

function address(text: string): Checked {
  const url = URL.canParse(text) ? new URL(text) : null
  // Anything else could run in the browser of whoever follows it.
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return bad('Give an address that begins with https:// or http://.')
  return text.length <= 2000 ? good(text) : bad('An address has at most 2000 characters.')
}

async function person(tx: Tx, ctx: Ctx, organization: Membership, text: string): Promise<Checked> {
  const asked = MemberName.safeParse(text)
  if (!asked.success) return bad('Give the e-mail address of a member.')
  if (!isId(asked.data) && !seesAddresses(ctx, organization.organizationId))
    return bad('Give the id of a member. Addresses are for those who may list the members.')
  try {
    return good((await presentMember(tx, organization, asked.data, 'person')).id)
  } catch (error) {
    const problem = isAppError(error) && error.fields?.person
    if (problem) return bad(problem)
    throw error
  }
}
