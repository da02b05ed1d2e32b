import type { FieldKind } from '@/lib/fields/view'

/** The kinds of fields in words. */
export const kindWords = {
  text: 'Text',
  number: 'Number',
  choice: 'Choice',
  date: 'Date',
  person: 'Person',
  url: 'Link',
} as const satisfies Record<FieldKind, string>
