import { type Receipt, receiptOf } from '../audit/log/receipts'
import type { Cause } from './view'

/** The receipt of what made something so; null where there is none, or not at once. */
export async function receiptOfCause(cause: Cause | null | undefined): Promise<Receipt | null> {
  if (!cause) return null
  const { id } = cause.event
  return (await receiptOf([id])).get(id) ?? null
}

/** Adds the receipt of what made an answer about a past moment so; answers about now are left as they are. */
export async function withReceiptOfCause<A extends object>(
  _org: string,
  answer: A,
): Promise<A & { receipt?: Receipt | null }> {
  if (!('asOf' in answer) || !('cause' in answer)) return answer
  return { ...answer, receipt: await receiptOfCause(answer.cause as Cause | null) }
}
