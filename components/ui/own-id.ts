import { useId } from 'react'

/**
 * An id that stays apart from all others of the page. What the server draws is numbered anew by `useId()`
 * for each part that arrives by itself, such as a page below a layout that stays, so that two parts may
 * number alike: what tells the thing from others is put before the number.
 */
export function useOwnId(kind: string, ...told: (string | null | undefined)[]): string {
  const number = useId()
  return [kind, ...told, number].map((part) => plain(part ?? '')).join('-')
}

// Without spaces, which would make it several ids where others refer to it.
const plain = (text: string) => text.replace(/[^\w.-]+/g, '_').slice(0, 60)
