import { type ColumnRef, type ColumnSubject, columnText, readColumns } from './columns'

export interface ChosenColumns {
  /** Null where nobody chose any. */
  columns: ColumnRef[] | null
  /** These are the ones that the person keeps. */
  isKept: boolean
  keepsSome: boolean
}

/** The columns of a list: what the address says, else what the person keeps. */
export function chooseColumns(
  subject: ColumnSubject,
  asked: string | undefined,
  kept: readonly string[] | undefined,
): ChosenColumns {
  const keepsSome = kept !== undefined
  const ofPerson = kept && readColumns(kept.join(','), subject)
  const said = asked === undefined ? null : readColumns(asked, subject)
  // The name is always there; named alone, it asks for nothing else. Other text that names none asks for nothing.
  const isSaid = said !== null && (said.length > 0 || /(^|,)\s*name\s*(,|$)/.test(asked ?? ''))
  if (!isSaid) return { columns: ofPerson ?? null, isKept: keepsSome, keepsSome }
  const isKept = ofPerson !== undefined && same(said, ofPerson)
  return { columns: said, isKept, keepsSome }
}

function same(one: readonly ColumnRef[], other: readonly ColumnRef[]): boolean {
  return one.map(columnText).join() === other.map(columnText).join()
}
