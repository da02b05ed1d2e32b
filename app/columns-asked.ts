import type { SearchParams } from './search'

/** The columns of an address, which may name them all in one parameter or, as a form does, one in each. */
export async function columnsAsked(params: SearchParams): Promise<string | undefined> {
  const { columns } = await params
  const text = Array.isArray(columns) ? columns.filter(Boolean).join(',') : columns
  return text?.trim() || undefined
}
